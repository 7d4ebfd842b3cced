"""The words by which a dateline is known. All are compared casefolded; regions without points and blanks."""


def words(text: str) -> set[str]:
    return set(text.split())


_MONTH_NAMES = """
january jan janvier janv enero ene gennaio gen januar jänner январь января янв يناير
february feb février fevrier févr fév febrero febbraio febb februar февраль февраля фев февр فبراير شباط
march mar mars marzo märz mär mrz март марта мар مارس آذار
april apr avril avr abril abr aprile апрель апреля апр أبريل ابريل إبريل نيسان
may mai mayo maggio mag май мая مايو أيار
june jun juin junio giugno giu juni июнь июня июн يونيو حزيران
july jul juillet juil julio luglio lug juli июль июля июл يوليو تموز
august aug août aout agosto ago август августа авг أغسطس اغسطس آب
september sept sep septembre septiembre setiembre settembre sett set сентябрь сентября сен сент سبتمبر أيلول
october oct octobre octubre ottobre ott oktober okt октябрь октября окт أكتوبر اكتوبر
november nov novembre noviembre ноябрь ноября ноя нояб نوفمبر
december dec décembre decembre déc diciembre dic dicembre dezember dez декабрь декабря дек ديسمبر
"""
# Portuguese, Dutch, Nordic, Greek.
_MORE_MONTH_NAMES = """
janeiro januari ιανουάριος ιανουαρίου ιαν
fevereiro februari φεβρουάριος φεβρουαρίου φεβ
março marts maart mrt μάρτιος μαρτίου μαρ
απρίλιος απριλίου απρ
maio maj mei μάιος μαΐου μαϊ
junho ιούνιος ιουνίου ιουν
julho ιούλιος ιουλίου ιουλ
augusti augustus αύγουστος αυγούστου αυγ
setembro σεπτέμβριος σεπτεμβρίου σεπ
outubro οκτώβριος οκτωβρίου οκτ
novembro νοέμβριος νοεμβρίου νοε
dezembro desember δεκέμβριος δεκεμβρίου δεκ
"""
MONTHS = {
    name: number
    for table in (_MONTH_NAMES, _MORE_MONTH_NAMES)
    for number, names in enumerate(table.strip().split("\n"), 1)
    for name in names.split()
}

AGENCIES = words("""
    xinhua reuters ap afp tass itar-tass dpa ats anp ritzau efe ansa kyodo yonhap ani aap upi pa pti
    ians trend interfax sputnik ntb tt belga apa lusa mti hina tanjug anadolu irna sana kuna wam bernama
    antara vna adnkronos prnewswire bloomberg agi cna ukrinform belta азертадж синьхуа тасс интерфакс
    sda awp kna epd askanews pap stt mena bta mna keystone-sda keystone-ats απε-μπε απε ana-mpe
    businessdesk opta gracenote accesswire newsfile jiji globenewswire
    cp aa nan interfax.ru kap kathpress variety variety.com
    новости-грузия شينخوا رويترز قنا سانا واس وام كونا 新华社 中新社
""") | {
    "associated press",
    "canadian press",
    "the canadian press",
    "the associated press",
    "business wire",
    "europa press",
    "globe newswire",
    "prensa latina",
    "ria novosti",
    "thomson reuters foundation",
    "риа новости",
    "أ ف ب",
    "ا ف ب",
    "د ب أ",
}

# States and provinces, in the forms English-language agencies print behind a city.
REGIONS = words("""
    ala alabama alaska ariz arizona ark arkansas calif california colo colorado conn connecticut del
    delaware dc fla florida ga hawaii idaho ill illinois ind indiana iowa kan kansas ky kentucky la
    louisiana maine md maryland mass massachusetts mich michigan minn minnesota miss mississippi mo
    missouri mont montana neb nebraska nev nevada nh newhampshire nj newjersey nm newmexico ny newyork
    nc northcarolina nd northdakota ohio okla oklahoma ore oregon pa pennsylvania ri rhodeisland sc
    southcarolina sd southdakota tenn tennessee texas tex utah vt vermont va virginia wash
    washingtonstate wva westvirginia wis wisconsin wyo wyoming puertorico al ak az ar ca co ct fl ia id
    il in ks ma me mi mn ms mt ne nv oh ok or tn tx ut wa wi wv wy alberta britishcolumbia bc manitoba
    newbrunswick newfoundland novascotia ontario ont quebec que saskatchewan newsouthwales nsw
    queensland qld southaustralia tasmania victoria vic westernaustralia northernterritory
""")

# Small words inside the name of a place or between two places.
PARTICLES = words("""
    a al am an and au aux d da das de del den der des di do dos du e en et i im in l la las le les los
    na on or ob of s sous sur the u und upon y и на
""")

# Those of them that a name of a place may begin with.
ARTICLES = words("a al an das den der des el la las le les los o the")

# What stands behind the stroke when two words make one city: Frankfurt/Main, Halle/Saale.
RIVERS = words("""
    main oder saale donau elbe havel inn isar lahn neckar rhein ruhr spree weser allgäu westfalen
""")

# Capitalised words that open a line but name no place: days, sports, labels, and agencies' own names.
NOT_PLACES = words("""
    monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi
    dimanche montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miércoles jueves
    viernes sábado domingo christmas easter today yesterday tomorrow on since until from after before by
    in at photo photos file athletics baseball basketball boxing cricket cycling football golf hockey
    motorcycling rugby soccer swimming tennis advisory analysis correction corrected diary exclusive
    factbox feature graphic highlights interview kill newsalert profile timeline update urgent wrapup
    video editors note prensa agence agency agentur agencia agenzia associated association news press presse
    reuters xinhua xinhuanet
    opinion earnings results obituary digest lunedì martedì mercoledì giovedì venerdì sabato domenica
    понедельник вторник среда четверг пятница суббота воскресенье пасха ostern pfingsten weihnachten neujahr
    pâques noël pasqua natale navidad semana pascua
""")
