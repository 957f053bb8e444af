import json
from datetime import date
from pathlib import Path

import pytest

from directory.document.schema import ValidationContext

FIXTURES = Path(__file__).parents[2] / "fixtures"


@pytest.fixture
def known():
    """Return a context in which Alpha became Beta, Beta became Gamma, and Gamma was Old Gamma."""
    return ValidationContext(
        countries={"DE": "Germany", "JP": "Japan", "US": "United States"},
        services={"clinical-monitoring": "Clinical monitoring", "rtsm": "Trial supply"},
        areas={"oncology": "Oncology", "neurology": "Neurology"},
        modalities={"drug": "Drug", "device": "Device"},
        successor_of={"alpha": "beta", "beta": "gamma", "gamma": None},
        redirects={"old-gamma": "gamma"},
        today=date(2026, 11, 24),
    )


@pytest.fixture(scope="session")
def sample_documents():
    """Return the sample directory's documents and the values they may refer to."""
    lines = (FIXTURES / "members.jsonl").read_text(encoding="utf-8").splitlines()
    taxonomy = json.loads((FIXTURES / "taxonomy.json").read_text(encoding="utf-8"))
    countries = json.loads((FIXTURES / "countries.json").read_text(encoding="utf-8"))
    services = [service for group in taxonomy["service_groups"] for service in group["services"]]
    documents = [json.loads(line) for line in lines]
    known = ValidationContext(
        countries={country["code"] for country in countries["countries"]},
        services={service["slug"] for service in services},
        areas={area["slug"] for area in taxonomy["areas"]},
        modalities={modality["slug"] for modality in taxonomy["modalities"]},
        successor_of={document["slug"]: document.get("successor") for document in documents},
        redirects={},
        today=date(2026, 11, 24),
    )
    return documents, known
