"""Names that columns go by, in English and some other languages, and the fields they fill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Final

from geodata.folding import fold
from geodata.readers.generic.fields import FIELDS

_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "id": "event id, eventid, event id cnty, incident id, incident number, case id, record id,"
        " uid, uuid, ref, reference, identifier, kimlik, kennung, معرف, رقم الحادث",
        "date_start": "event date, incident date, date of event, date of incident,"
        " date of occurrence, date occurred, start date, date start, date from, first day, start,"
        " from, begin, date, datetime, timestamp, day of event, date de debut, date evenement,"
        " date de l evenement, fecha, fecha inicio, fecha de inicio, datum, startdatum, beginn,"
        " tarih, baslangic tarihi, olay tarihi, التاريخ, تاريخ, تاريخ الحدث, تاريخ البدء",
        "date_end": "end date, date end, date to, last day, until, end, to, date de fin,"
        " fecha fin, fecha de fin, enddatum, ende, bitis tarihi, تاريخ الانتهاء",
        "year": "year, iyear, annee, ano, jahr, yil, السنة, سنة",
        "month": "month, imonth, mois, mes, monat, ay, الشهر, شهر",
        "day": "day, iday, jour, dia, tag, gun, اليوم",
        "date_precision": "time precision, precision of date, date accuracy",
        "event_type": "event type, type of event, type, incident type, type of incident, category,"
        " event category, eventtype, kind, attack type, type d evenement, type d incident,"
        " categorie, tipo, tipo de evento, tipo de incidente, categoria, ereignistyp, typ, art,"
        " kategorie, olay turu, tur, tip, kategori, نوع الحدث, نوع, النوع, نوع الحادث",
        "sub_type": "sub event type, subtype, sub category, subcategory, event subtype,"
        " sous type, subtipo, unterkategorie, alt tur, النوع الفرعي",
        "title": "headline, event title, event name, incident, event, name, subject line, titre,"
        " titulo, titel, uberschrift, baslik, العنوان, عنوان",
        "summary": "description, notes, details, narrative, comments, comment, text, event notes,"
        " incident description, what happened, resume, descripcion, resumen, notas, beschreibung,"
        " zusammenfassung, aciklama, ozet, الوصف, وصف, تفاصيل, ملاحظات, الملخص",
        "actors": "actor, parties, party, groups, group, participants, conflict parties, acteurs,"
        " acteur, actores, actor responsable, akteure, akteur, aktorler, الأطراف, الجهات",
        "actor1": "actor 1, side a, group 1, party 1, party a, actor a",
        "actor2": "actor 2, side b, group 2, party 2, party b, actor b",
        "initiator": "perpetrator, attacker, aggressor, source actor, gname, responsible,"
        " auteur, perpetrador, agresor, tater, angreifer, fail, saldirgan, الفاعل, المهاجم",
        "target": "target actor, victim, victims, targeted, target group, cible, victime, objetivo,"
        " victima, ziel, opfer, hedef, kurban, الهدف, الضحية",
        "mediator": "mediators, facilitator, وسيط",
        "place": "location, town, city, village, locality, location name, place name, site, where,"
        " settlement, lieu, ville, localite, lugar, ciudad, localidad, ort, stadt, yer, sehir,"
        " konum, المكان, الموقع, مكان, موقع, المدينة, البلدة, القرية",
        "lat": "latitude, y, lat dd, latitude dd, gps lat, gps latitude, ycoord, y coord, latitud,"
        " breitengrad, breite, enlem, خط العرض",
        "lon": "longitude, lng, long, x, lon dd, long dd, gps lon, gps longitude, xcoord, x coord,"
        " longitud, langengrad, lange, boylam, خط الطول",
        "coordinates": "coordinate, coords, coord, latlng, lat lng, latlon, lat lon, lat long,"
        " latlong, lonlat, lon lat, long lat, lnglat, latitude longitude, longitude latitude,"
        " gps, gps coordinates, location coordinates, geo, geometry, geom, the geom, wkt, point,"
        " geo point, geo point 2d, coordonnees, coordenadas, koordinaten, koordinatlar,"
        " الإحداثيات, احداثيات",
        "geo_precision": "geo accuracy, location precision, precision of place, place precision",
        "country": "country name, country code, countrycode, iso3, iso 3, iso a3, iso2, nation,"
        " pays, pais, land, staat, ulke, البلد, الدولة, بلد, دولة",
        "admin1": "adm1, admin 1, adm 1, adm1 en, admin1name, admin1 name, adm1 name, governorate,"
        " province, state, mohafazah, muhafazah, gouvernorat, provincia, gobernacion, provinz,"
        " gouvernement, bundesland, il, vilayet, المحافظة, محافظة, الولاية",
        "fatalities_low": "low, deaths low, fatalities min, min deaths, deaths min, minimum deaths,"
        " killed low, killed min",
        "fatalities_best": "fatalities, deaths, killed, dead, death toll, best, fatality count,"
        " number killed, number of deaths, number of fatalities, people killed, kills, nkill,"
        " total deaths, morts, tues, deces, nombre de morts, muertos, muertes, fallecidos, tote,"
        " todesopfer, olu, olu sayisi, القتلى, عدد القتلى, قتلى, الوفيات, عدد الوفيات",
        "fatalities_high": "high, deaths high, fatalities max, max deaths, deaths max,"
        " maximum deaths, killed high, killed max",
        "reliability": "source reliability, reliability of source",
        "credibility": "information credibility, credibility of information",
        "storylines": "storyline, thread, threads, topic",
        "tags": "tag, labels, keywords, mots cles, palabras clave, etiquetas, schlagworte",
        "source_publisher": "source, sources, publisher, media, news source, source name, outlet,"
        " information source, fuente, fuentes, quelle, quellen, kaynak, kaynaklar, المصدر, مصدر,"
        " المصادر",
        "source_title": "source headline, report title, article title",
        "source_url": "url, link, source link, links, urls, source url, web, website, hyperlink,"
        " lien, enlace, baglanti, الرابط, رابط",
        "source_published": "publication date, published, date published, source date",
        "source_language": "source language, language, langue, idioma, sprache, dil, اللغة",
        "source_note": "source note, note on source",
    }
)

DATE_WORDS: Final = frozenset(
    {
        *("date", "day", "when", "time", "start", "started", "begin", "datum", "fecha", "tarih"),
        *("jour", "التاريخ", "تاريخ"),
    }
)
"""Words in the name of a column that may hold days."""

PAIR_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(
        ("latlng", "lat lng", "latlon", "lat lon", "lat long", "latlong", "latitude longitude"),
        "lat lon",
    )
    | dict.fromkeys(("lonlat", "lon lat", "long lat", "lnglat", "longitude latitude"), "lon lat")
)
"""Names of columns of coordinates that say their order."""

_OURS_ONLY: Final = frozenset({"subject", "host", "witness"})
_SURE: Final = frozenset({"date_start", "event_type"})


def by_name(names: Sequence[str]) -> dict[str, str]:
    """The columns of the fields that names tell, each column once; our own names first.

    Some of our names mean other things elsewhere, and count only in a table of our format.
    """
    folded = {fold(name): name for name in reversed(names)}
    ours = {field: folded[fold(field)] for field in FIELDS if fold(field) in folded}
    if not ours.keys() >= _SURE:
        ours = {field: name for field, name in ours.items() if field not in _OURS_ONLY}
    found = dict(ours)
    for field, known in _known().items():
        if field in found:
            continue
        taken = set(found.values())
        name = next((folded[one] for one in known if one in folded), None)
        if name is not None and name not in taken:
            found[field] = name
    if "date_start" in found and not {"year", "month", "day"} <= ours.keys():
        for field in ("year", "month", "day"):
            found.pop(field, None)
    return found


@cache
def _known() -> Mapping[str, tuple[str, ...]]:
    return {
        field: tuple(fold(name) for name in names.split(",")) for field, names in _NAMES.items()
    }
