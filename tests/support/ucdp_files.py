"""Files as UCDP publishes them."""

from __future__ import annotations

import csv
import io

ROW = {
    "id": "900001",
    "relid": "MYA-2022-1-428-7",
    "year": "2022",
    "active_year": "True",
    "code_status": "Clear",
    "type_of_violence": "1",
    "conflict_new_id": "221",
    "conflict_name": "Myanmar (Burma): Karen",
    "dyad_new_id": "428",
    "dyad_name": "Government of Myanmar (Burma) - KNU",
    "side_a_new_id": "144",
    "side_a": "Government of Myanmar (Burma)",
    "side_b_new_id": "180",
    "side_b": "KNU",
    "number_of_sources": "1",
    "source_article": '"Example Daily,2022-05-04,Clash at a bridge, three dead"',
    "source_office": "Example Daily",
    "source_date": "2022-05-04",
    "source_headline": "Clash at a bridge, three dead",
    "source_original": "KNU spokesman",
    "where_prec": "1",
    "where_coordinates": "Hpa-an town",
    "where_description": "a bridge north of Hpa-an",
    "adm_1": "Kayin state",
    "adm_2": "Hpa-an district",
    "latitude": "16.889",
    "longitude": "97.633",
    "geom_wkt": "POINT (97.633 16.889)",
    "priogrid_gid": "153918",
    "country": "Myanmar (Burma)",
    "country_id": "775",
    "region": "Asia",
    "event_clarity": "1",
    "date_prec": "1",
    "date_start": "2022-05-03 00:00:00.000",
    "date_end": "2022-05-03 00:00:00.000",
    "deaths_a": "2",
    "deaths_b": "0",
    "deaths_civilians": "1",
    "deaths_unknown": "0",
    "best": "3",
    "high": "5",
    "low": "2",
    "gwnoa": "775",
    "gwnob": "",
}


def as_csv(rows, columns=None):
    """Rows as the bytes of a CSV file."""
    columns = columns or list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
