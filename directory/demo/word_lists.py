"""The word lists of demonstration companies: invented names, plain sentences.

No name is meant to be that of a real company. Lists are sorted from frequent to rare, because they
are drawn with those weights.
"""

NAME_BEGINNINGS = (
    *("al", "bra", "cor", "del", "eno", "fal", "gri", "hal", "ista", "jo", "kel", "lumi"),
    *("mar", "nor", "oro", "pel", "quin", "ral", "sol", "tru", "ulm", "vel", "wil", "xan"),
    *("yar", "zen", "bel", "cri", "dor", "ema", "fro", "gal", "hes", "ive", "kor", "lin"),
    *("mon", "nes", "osk", "pri", "rho", "sav", "tem", "urb", "var", "wes", "zor", "cle"),
)
NAME_MIDDLES = (
    *("", "va", "ne", "ri", "lo", "mi", "du", "sta", "gen", "po", "tri", "ba", "ke", "sca"),
    *("fi", "ru", "den", "li", "mo", "ta", "ver", "no", "zi", "que", "hal", "per"),
)
NAME_ENDINGS = (
    *("ra", "lis", "don", "tis", "mont", "via", "nex", "cor", "lia", "sen", "ton", "dis"),
    *("rix", "mar", "lane", "quist", "berg", "well", "ster", "nova"),
)
BUSINESS_FIELDS = (
    *("Clinical Research", "Research", "Clinical", "Trials", "Clinical Services", "Pharma"),
    *("Biometrics", "Life Sciences", "Clinical Solutions", "Health", "Therapeutics Research"),
    *("Data", "Medical Research", "Biostatistics", "Trial Management", "Technologies"),
    *("Laboratories", "Consulting", "Regulatory", "Safety Sciences", "Systems", "Imaging"),
    *("Drug Development", "Evidence", "Biosciences", "Site Network", "Medical Devices"),
)
LEGAL_FORMS = (
    *("Inc.", "Ltd", "GmbH", "LLC", "S.A.", "B.V.", "AG", "Corp.", "plc", "S.r.l.", "ApS"),
    *("Pty Ltd", "Oy", "AB", "K.K.", "Sp. z o.o."),
)
FIRST_COUNTRIES = (
    *("US", "GB", "DE", "FR", "ES", "CA", "IT", "PL", "BE", "NL", "AU", "JP", "CN", "IN"),
    *("KR", "BR", "CZ", "HU", "SE", "CH", "IL", "ZA", "AR", "MX", "DK", "AT", "RO", "BG"),
    *("TW", "SG", "TR", "UA", "GR", "PT", "FI", "NO", "IE", "NZ", "TH", "MY", "RS", "HR"),
)
CITIES = {
    "US": ("Boston", "Durham", "San Diego", "Philadelphia", "Austin", "Cincinnati", "Chicago"),
    "GB": ("London", "Cambridge", "Reading", "Edinburgh", "Leeds"),
    "DE": ("Berlin", "München", "Köln", "Frankfurt", "Hamburg"),
    "FR": ("Paris", "Lyon", "Orléans"),
    "ES": ("Madrid", "Barcelona", "Málaga"),
    "CA": ("Toronto", "Montréal", "Vancouver"),
    "IT": ("Milano", "Roma", "Verona"),
    "PL": ("Warszawa", "Kraków", "Łódź"),
    "JP": ("Tokyo", "Osaka"),
    "IN": ("Bengaluru", "Ahmedabad", "Mumbai"),
    "CH": ("Basel", "Zürich"),
    "DK": ("København", "Århus"),
}
SENTENCE_SUBJECTS = (
    *("The company", "Its team", "A group of monitors", "The data office", "Its medical desk"),
    *("The quality department", "A network of sites", "The laboratory", "Its consultants"),
    *("The statistics group", "Every project leader", "The regional office", "Its pharmacists"),
    *("A safety desk", "The software group", "Its writers", "The training school"),
)
SENTENCE_VERBS = (
    *("plans", "supports", "runs", "reviews", "prepares", "documents", "supervises", "reports"),
    *("designs", "checks", "coordinates", "delivers", "audits", "translates", "archives"),
    *("validates", "maintains", "simulates", "reconciles", "harmonizes"),
)
SENTENCE_OBJECTS = (
    *("studies of new medicines", "patient visits", "monitoring visits", "protocols"),
    *("case report forms", "safety reports", "statistical analyses", "site contracts"),
    *("submissions to ethics committees", "blood samples", "imaging reads", "study supplies"),
    *("randomization lists", "device investigations", "registries", "long-term follow-up"),
    *("home nursing", "dose escalation", "questionnaires", "electronic diaries"),
    *("biomarker assays", "feasibility surveys", "interim analyses", "labels and kits"),
    *("adjudication meetings", "pediatric plans", "bioequivalence trials", "cold chains"),
    *("spirometry", "retinal photographs", "sleep recordings", "gait measurements"),
    *("genome sequencing", "apheresis", "tumor biopsies", "vaccine cohorts"),
)
SENTENCE_TAILS = (
    *("for small sponsors", "across several time zones", "with one contact person"),
    *("from first draft to archive", "in hospitals and clinics", "at short notice"),
    *("under one quality system", "in rural regions", "for academic groups"),
    *("together with local partners", "with staff who speak the language"),
    *("on paper and on screen", "after approval", "in intensive care", "for rare conditions"),
    *("in schools and at home", "with wearable sensors", "by remote access"),
    *("for makers of diagnostics", "in emergency rooms", "for cell therapies"),
)
