"""All kinds of pages and states, for tests of what every page must do, and shared labels."""

GONE = "a-company-that-left"

ADDRESSES = {
    "home": "/",
    "search": "/members/",
    "search-found": "/members/?q=kendle",
    "search-narrowed": "/members/?country=DE&service=clinical-monitoring",
    "search-empty": "/members/?q=xyzzyx",
    "search-400": "/members/?country=XX",
    "profile": "/members/fortrea/",
    "profile-merged": "/members/kendle/",
    "profile-history": "/members/fortrea/history/",
    "profile-technology": "/members/medidata/",
    "404": "/nowhere/",
    "410": f"/members/{GONE}/",
    "countries": "/countries/",
    "country": "/countries/DE/",
    "services": "/services/",
    "service": "/services/clinical-monitoring/",
    "areas": "/areas/",
    "area": "/areas/oncology/",
    "about": "/about/",
    "issues": "/about/issues/",
    "issue": "/about/good-clinical-practice/",
    "history": "/about/history/",
    "statistics": "/about/statistics/",
    "stay-connected": "/stay-connected/",
    "api-docs": "/api/v1/docs/",
    "styleguide": "/styleguide/",
}

SEARCH_BOX = "Company, former name, service, country, or condition"
COUNTRY, SERVICE = "Country", "Service"  # groups of filters
IN_COUNTRY, WITH_SERVICE = ("GB", "United Kingdom"), ("clinical-monitoring", "Clinical monitoring")
OPEN_FILTERS = "Filters"  # the button of narrow screens
TAKE_AWAY = "Remove: "
SOURCE = "sources for"  # in the name of every fold that holds evidence
