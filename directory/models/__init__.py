"""The directory's database models."""

from directory.models.columns import DocumentField
from directory.models.content import Milestone, Organization, Page, SocialLink, Statistic
from directory.models.evidence import (
    Citation,
    RegisteredTrial,
    TrialCount,
    choose_headline,
    summarize_evidence,
)
from directory.models.heartbeat import Heartbeat
from directory.models.links import (
    CountryPresence,
    CoveredArea,
    CoveredModality,
    CoveredPhase,
    OfferedService,
)
from directory.models.locks import DirectoryBusyError, in_write_lock, log_after_commit, write_lock
from directory.models.member import Member, OtherName, SearchText, SlugRedirect
from directory.models.officers import Committee, Officer
from directory.models.people import AccessRequest, Invitation, Representative, Role, User
from directory.models.reminder import Reminder
from directory.models.revision import Decision, Revision
from directory.models.state import Change, DirectoryState, Moment, collect_generations
from directory.models.tokens import Token
from directory.models.vocabulary import (
    Country,
    Modality,
    Phase,
    Region,
    Service,
    ServiceGroup,
    TherapeuticArea,
)

__all__ = [
    "AccessRequest",
    "Change",
    "Citation",
    "Committee",
    "Country",
    "CountryPresence",
    "CoveredArea",
    "CoveredModality",
    "CoveredPhase",
    "Decision",
    "DirectoryBusyError",
    "DirectoryState",
    "DocumentField",
    "Heartbeat",
    "Invitation",
    "Member",
    "Milestone",
    "Modality",
    "Moment",
    "OfferedService",
    "Officer",
    "Organization",
    "OtherName",
    "Page",
    "Phase",
    "Region",
    "RegisteredTrial",
    "Reminder",
    "Representative",
    "Revision",
    "Role",
    "SearchText",
    "Service",
    "ServiceGroup",
    "SlugRedirect",
    "SocialLink",
    "Statistic",
    "TherapeuticArea",
    "Token",
    "TrialCount",
    "User",
    "choose_headline",
    "collect_generations",
    "in_write_lock",
    "log_after_commit",
    "summarize_evidence",
    "write_lock",
]
