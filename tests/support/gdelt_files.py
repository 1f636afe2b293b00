"""Files as GDELT publishes them."""

from __future__ import annotations

import csv
import io

from geodata.readers.gdelt.file_format import EVENTS_2

EVENT = {
    "GLOBALEVENTID": "700000001",
    "SQLDATE": "20250716",
    "MonthYear": "202507",
    "Year": "2025",
    "FractionDate": "2025.5370",
    "Actor1Code": "ISR",
    "Actor1Name": "ISRAELI",
    "Actor1CountryCode": "ISR",
    "Actor2Code": "SYRGOVMIL",
    "Actor2Name": "MINISTRY OF DEFENCE",
    "Actor2CountryCode": "SYR",
    "Actor2Type1Code": "GOV",
    "Actor2Type2Code": "MIL",
    "IsRootEvent": "1",
    "EventCode": "190",
    "EventBaseCode": "190",
    "EventRootCode": "19",
    "QuadClass": "4",
    "GoldsteinScale": "-10.0",
    "NumMentions": "12",
    "NumSources": "1",
    "NumArticles": "10",
    "AvgTone": "-5.25",
    "Actor1Geo_Type": "1",
    "Actor1Geo_FullName": "Israel",
    "ActionGeo_Type": "4",
    "ActionGeo_FullName": "Damascus, Dimashq, Syria",
    "ActionGeo_CountryCode": "SY",
    "ActionGeo_ADM1Code": "SY13",
    "ActionGeo_Lat": "33.5",
    "ActionGeo_Long": "36.3",
    "ActionGeo_FeatureID": "-2541809",
    "DATEADDED": "20250716151500",
    "SOURCEURL": "https://www.example.org/news/1",
}


def published(*rows: dict[str, str], names=EVENTS_2):
    """Rows as the bytes of a published file: tabs, no header."""
    lines = ["\t".join(row.get(name, "") for name in names) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def with_header(*rows: dict[str, str], names=None):
    """Rows as the bytes of a CSV file with a header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, names or list(EVENT), restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
