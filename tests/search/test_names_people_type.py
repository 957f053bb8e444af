"""Names as people type them find the company, in the sample among 330 names of the industry.

`company_names.txt` holds only names, of companies that are not members, as distractors.
"""

from pathlib import Path

import pytest

from directory.benchmark.registry_names import build_name_row
from directory.models import Member
from directory.search.index_builder import assemble_index
from directory.search.index_source import (
    read_all_listed_values,
    read_all_member_rows,
    read_successors,
)
from directory.search.matching import QueryText
from directory.search.ranking import TextMatches
from directory.search.vocabulary import read_vocabulary

NAMES = (Path(__file__).parent / "company_names.txt").read_text().splitlines()

FIRST = """
former names: Quintiles > IQVIA; quintiles transnational > IQVIA; QuintilesIMS > IQVIA
former names: quintiles ims > IQVIA; Kendle > Syneos Health; kendle international > Syneos Health
former names: INC Research > Syneos Health; inventiv health > Syneos Health; ERT > Clario
former names: bioclinica > Clario; eresearchtechnology > Clario; clinipace > Caidya
former names: dmed > Caidya; chesapeake irb > Advarra; schulman > Advarra
former names: bracket > Signant Health
former names: crf health > Signant Health; google life sciences > Verily; PRA > ICON
former names: pra health sciences > ICON; pra international > ICON; covance > Fortrea
former names: hazleton laboratories > Fortrea; hazleton > Fortrea; chiltern > Fortrea
former names: corning pharmaceutical services > Fortrea; labcorp drug development > Fortrea
former names: labcorp > Fortrea; pharmanet > Syneos Health; sfbc > Syneos Health
former names: sfbc international > Syneos Health; mds pharma > Syneos Health
former names: synteract > Syneos Health; synteracthcr > Syneos Health
former names: sgs life science > SGS Clinical Research
former names: oracle health sciences > Oracle Life Sciences
former names: trial form support > TFS HealthScience
abbreviations: ppd > PPD; wct > Worldwide Clinical Trials; ppdi > PPD; tfs > TFS HealthScience
abbreviations: psi > PSI CRO; iclr > ICON; medp > Medpace; prxl > Parexel; synh > Syneos Health
abbreviations: clinicalrm > Clinical Research Management; ftre > Fortrea; prah > ICON
abbreviations: sgs > SGS Clinical Research; p.p.d. > PPD; i q v i a > IQVIA
legal words: icon plc > ICON; ICON Public Limited Company > ICON; iqvia inc > IQVIA
legal words: iqvia holdings > IQVIA; medpace inc. > Medpace; medpace holdings > Medpace
legal words: parexel international corp > Parexel; PPD LLC > PPD; Fortrea Holdings > Fortrea
legal words: covance inc > Fortrea; cytel, inc. > Cytel; ergomed ltd > Ergomed
legal words: syneos health llc > Syneos Health; novotech pty > Novotech
legal words: tfs international ab > TFS HealthScience
legal words: pfizer inc > Pfizer; the almac group > Almac Group; merck and co > Merck & Co.
legal words: moderna, inc. > Moderna; bayer ag > Bayer; amgen gmbh > Amgen; novartis ag > Novartis
word order: trials worldwide clinical > Worldwide Clinical Trials; health syneos > Syneos Health
word order: research premier > Premier Research; clinical george > George Clinical
word order: health florence > Florence Healthcare; clinical 4g > 4G Clinical
word order: river charles > Charles River Laboratories; nordisk novo > Novo Nordisk
word order: ingelheim boehringer > Boehringer Ingelheim; fisher thermo > Thermo Fisher Scientific
word order: johnson and johnson > Johnson & Johnson; nephew smith > Smith & Nephew
left out: worldwide trials > Worldwide Clinical Trials; syneos > Syneos Health
left out: signant > Signant Health; florence > Florence Healthcare; oracle > Oracle Life Sciences
left out: tigermed hangzhou > Tigermed; bristol squibb > Bristol Myers Squibb
left out: bristol-myers > Bristol Myers Squibb; lilly > Eli Lilly and Company
left out: eli lilly > Eli Lilly and Company; charles river > Charles River Laboratories
left out: pierre fabre > Les Laboratoires Pierre Fabre; servier > Laboratoires Servier
left out: dr reddys > Dr. Reddy's Laboratories; roche > Hoffmann-La Roche
left out: j & johnson > Johnson & Johnson
left out: sun pharma > Sun Pharmaceutical Industries; teva > Teva Pharmaceutical Industries
left out: cti clinical trial > CTI Clinical Trial and Consulting Services
left out: alnylam > Alnylam Pharmaceuticals; vertex pharma > Vertex Pharmaceuticals
accents: biomerieux > bioMérieux; BioMérieux > bioMérieux; grunenthal > Grünenthal
accents: Grünenthal GmbH > Grünenthal; párexel > Parexel; médpace > Medpace
spaces: pharmolam > Pharm-Olam; pharm olam > Pharm-Olam; pharma net > Syneos Health
spaces: bio clinica > Clario; bioclinica inc > Clario; med pace > Medpace; nov otech > Novotech
spaces: syneoshealth > Syneos Health; signanthealth > Signant Health; inc-research > Syneos Health
spaces: astra zeneca > AstraZeneca; bio n tech > BioNTech; glaxo smith kline > GlaxoSmithKline
spaces: bei gene > BeiGene; zailab > Zai Lab; novonordisk > Novo Nordisk
spaces: georgeclinical > George Clinical; premierresearch > Premier Research; psicro > PSI CRO
spaces: health science tfs > TFS HealthScience; blue bird bio > bluebird bio
spaces: wuxiapptec > WuXi AppTec
spaces: medi data > Medidata; thermofisher > Thermo Fisher Scientific; tiger med > Tigermed
slips: medpase > Medpace; mepdace > Medpace; medpacce > Medpace; medpce > Medpace
slips: parexle > Parexel; paraxel > Parexel; parexell > Parexel; parxel > Parexel
slips: iqiva > IQVIA; iqvai > IQVIA; fortrae > Fortrea; fortera > Fortrea; fortreaa > Fortrea
slips: syneous health > Syneos Health; synoes > Syneos Health; quintles > IQVIA; qunitiles > IQVIA
slips: calrio > Clario; clarioo > Clario; bioclincia > Clario; novotehc > Novotech
slips: ergmoed > Ergomed; veristta > Veristat; verisat > Veristat; advara > Advarra
slips: signnat health > Signant Health; worldwdie clinical trials > Worldwide Clinical Trials
slips: premeir research > Premier Research; medidtaa > Medidata; tigremed > Tigermed
slips: florance healthcare > Florence Healthcare; linicl > Linical; kendel > Syneos Health
slips: covence > Fortrea; chilten > Fortrea; phfizer > Pfizer; novaris > Novartis
slips: regenron > Regeneron Pharmaceuticals; boehringer ingleheim > Boehringer Ingelheim
slips: gillead > Gilead Sciences; astrazenca > AstraZeneca; glaxosmithklien > GlaxoSmithKline
spaces and slips: signnathealth > Signant Health
spaces and slips: georgeclincial > George Clinical; premeirresearch > Premier Research
spaces and slips: thermofischer > Thermo Fisher Scientific; astra zenecca > AstraZeneca
spaces and slips: novonordsik > Novo Nordisk; charlesrivre > Charles River Laboratories
spaces and slips: boehringeringleheim > Boehringer Ingelheim; pharma nett > Syneos Health
spaces and slips: worldwidecliniacl trials > Worldwide Clinical Trials
spaces and slips: syneoshelth > Syneos Health; florencehealthcre > Florence Healthcare
spaces and slips: oraclelife scienecs > Oracle Life Sciences
beginnings: medp > Medpace; parex > Parexel; worldw > Worldwide Clinical Trials; iqv > IQVIA
beginnings: fortr > Fortrea; syn > Syneos Health; quint > IQVIA; novot > Novotech
beginnings: regen > REGENXBIO
beginnings: advar > Advarra; signan > Signant Health; premier res > Premier Research
beginnings: ergo > Ergomed
beginnings: george clin > George Clinical; boehr > Boehringer Ingelheim; tiger > Tigermed
beginnings with slips: ergmo > Ergomed; novtoe > Novotech; signna > Signant Health
beginnings with slips: premier resaer > Premier Research; george clnii > George Clinical
beginnings with slips: worldwide clinical tirl > Worldwide Clinical Trials; qunitil > IQVIA
beginnings with slips: boehringer igelh > Boehringer Ingelheim; bioclinni > Clario
more than the name, with slips: medpase careers > Medpace; advara jobs > Advarra
more than the name, with slips: novotehc website > Novotech; signnat health adress > Signant Health
more than the name, with slips: website ergmo > Ergomed; jobs novtoe > Novotech
more than the name: medpace careers > Medpace; iqvia clinical trials > IQVIA
more than the name: parexel jobs > Parexel
more than the name: fortrea durham > Fortrea; contact caidya > Caidya
more than the name: syneos health address > Syneos Health
"""
CASES = [
    (kind, *(part.strip() for part in case.split(" > ")))
    for kind, cases in (line.split(": ", 1) for line in FIRST.strip().splitlines())
    for case in cases.split("; ")
]
AMONG_FIVE = [
    ("clinical research", "SGS Clinical Research"),
    ("clinical trials", "Worldwide Clinical Trials"),
    ("health", "Syneos Health"),
    ("merck", "Merck & Co."),
    ("merck", "Merck KGaA"),
    ("wuxi", "WuXi AppTec"),
    ("wuxi", "WuXi Biologics"),
    ("fresenius", "Fresenius Kabi"),
    ("labcorp", "Fortrea"),
    ("immuno", "ImmunoGen"),
]


@pytest.fixture(scope="module")
def found(django_db_setup, django_db_blocker):
    """Return a function that returns the names of the companies a text finds, best first."""
    with django_db_blocker.unblock():
        names = dict(Member.objects.values_list("pk", "name"))
        others = dict(enumerate(NAMES, max(names) + 1))
        rows = [
            *read_all_member_rows(),
            *(build_name_row(member, name) for member, name in others.items()),
        ]
        index = assemble_index(read_vocabulary(), rows, read_all_listed_values(), read_successors())
    names |= others
    return lambda text: [names[member] for member in TextMatches(QueryText(index, text)).best(5)]


@pytest.mark.parametrize(("kind", "text", "name"), CASES)
def test_the_company_meant_comes_first(found, kind, text, name):
    assert found(text)[:1] == [name]


@pytest.mark.parametrize(("text", "name"), AMONG_FIVE)
def test_a_company_that_may_be_meant_is_among_the_first_five(found, text, name):
    assert name in found(text)[:5]
