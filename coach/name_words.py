"""The word tables that names are found with: given names, ordinary words, what is never hidden."""

# --- never hidden -------------------------------------------------------------------------------

CALENDAR = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays mon tue tues wed weds thu thur thurs fri sat sun january february
    march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec christmas xmas easter diwali deepavali eid ramadan hanukkah chanukah
    passover lent advent halloween thanksgiving whitsun pentecost holi epiphany oktoberfest
    midsummer carnival juneteenth songkran tet nowruz purim yom kippur rosh hashanah pongal onam
    vaisakhi hogmanay kwanzaa bst gmt utc cet est pst am pm
    """.split()
)
CALENDAR_PARTS = frozenset(
    """
    new happy merry year years eve day days black cyber good boxing ash palm bank holiday
    valentine's valentines valentine mother's mothers father's fathers spring summer autumn winter
    fall quarter week weekend remembrance independence labour labor memorial republic season lunar
    chinese holy early late patrick's all saints souls q1 q2 q3 q4
    """.split()
)
PEOPLES = frozenset(
    """
    african albanian algerian american americans angolan arab arabic arabs argentine argentinian
    asian asians australian australians aussie austrian austrians bangladeshi basque belgian
    belgians bengali bolivian bosnian brazilian brazilians brit british brits bulgarian burmese
    californian cambodian canadian canadians cantonese caribbean catalan chilean chinese colombian
    croatian cuban cypriot czech danish dane danes dutch dutchman dutchwoman egyptian emirati
    english englishman estonian ethiopian european europeans filipino filipina finn finnish finns
    flemish french frenchman frenchwoman gaelic german germans ghanaian greek greeks gujarati
    hebrew hindi hungarian hungarians icelandic igbo indian indians indonesian iranian iraqi irish
    irishman israeli israelis italian italians jamaican japanese jordanian kenyan kenyans kiwi
    korean koreans kuwaiti latin latino latvian lebanese lithuanian malay malaysian maltese
    mandarin maori marathi mexican mexicans moroccan nepali nigerian nigerians nordic norwegian
    norwegians pakistani persian peruvian pole poles polish portuguese punjabi romanian russian
    russians saudi scandinavian scot scots scottish serb serbian sicilian singaporean slovak
    slovenian somali spaniard spaniards spanish swahili swede swedes swedish swiss syrian tagalog
    taiwanese tamil telugu texan thai tunisian turk turkish turks ugandan ukrainian ukrainians
    urdu uruguayan venezuelan vietnamese welsh welshman yoruba zulu afrikaans xhosa catholic
    christian jewish muslim hindu sikh buddhist jew jews muslims christians protestant anglican
    orthodox western eastern northern southern roman
    """.split()
)
COUNTRIES = frozenset(
    """
    africa albania algeria america angola argentina asia australia austria bahrain bangladesh
    belgium bolivia bosnia botswana brazil bulgaria burma cambodia cameroon canada chile china
    colombia croatia cuba cyprus czechia denmark ecuador egypt england estonia ethiopia eu europe
    finland france germany ghana greece guatemala holland hungary iceland india indonesia iran
    iraq ireland israel italy jamaica japan jordan kazakhstan kenya korea kuwait laos latvia
    lebanon libya lithuania luxembourg malawi malaysia malta mauritius mexico moldova morocco
    mozambique myanmar namibia nepal netherlands nigeria norway oman pakistan panama paraguay peru
    philippines poland portugal qatar romania russia rwanda scotland senegal serbia singapore
    slovakia slovenia somalia spain sudan sweden switzerland syria taiwan tanzania thailand
    tunisia turkey uae uganda uk ukraine us usa uruguay venezuela vietnam wales yemen zambia
    zimbabwe britain atlantic pacific mediterranean antarctica
    """.split()
)
CHANNELS = frozenset(
    """
    google gmail slack teams zoom whatsapp wechat instagram insta facebook linkedin twitter tiktok
    youtube telegram signal skype outlook excel word powerpoint dropbox trustpilot tripadvisor
    yelp airbnb uber paypal stripe pix spotify netflix reddit pinterest mumsnet nextdoor glassdoor
    etsy ebay amazon aliexpress shopify wordpress photoshop figma canva notion asana trello jira
    github salesforce hubspot mailchimp quickbooks xero sage windows android iphone ipad mac
    macbook bluetooth wifi wi-fi internet web covid covid-19 brexit velcro m-pesa mpesa venmo
    bitcoin eventbrite docusign chatgpt pdf sharepoint onedrive facetime messenger viber intercom
    zendesk booking.com alexa siri indesign autocad microsoft linux unix python javascript ofsted
    """.split()
)
ACRONYMS = frozenset(
    """
    ac ach ada agm ai aka api apr ar arr asap atm av b2b b2c bbq bcc bi bpo btw byo ca cad cc cctv
    cdo ceo cfo cgi chro cia cio ciso cms cmo cmyk cnc co coi coo cpa cpo cro crm csr css csv cto
    cv cvs db dbs dc dhcp diy dj djs dm dms dna dns dob dpd dr dvd ebit ecg edi eia eod epc erp
    eta etc etf eu ev faq fao fd fda ff fm fob fte ftp fyi fx gc gdpr gis gm gmt gp gps gst ha hd
    hiv hmrc hoa hq hr hrbp hs hse hst html http https hvac ia iban ic icu id ids ie ig io ios ip
    ips ir irs isa iso isp it itv iv ivf jpg jv kg km kpi kpis kw kyc lan lcd led lgbt loi lol lpg
    lpo ltd m&a mba mc md mds mfa mgr mod mot mp mri ms msp mvp n/a na nda ndas nfc ngo nhs ni noc
    nps npc oap ocd oem ok okr omg ooo opd os ot ota otp ott p&l pa paas pc pcs pdf pdfs pe pga
    phd php pi pin pip pjs plc pm png po pos pov pp ppe ppt pr prs ps pta pto pub pvc qa qbr qc qr
    qs raci ram rca rd re rfp rfq rgb rip roi rsvp rv s3 saas sat sd sdr seo sim sku sla slas sme
    smes sms soc sop sops sos sow spa spf sql ssl sso suv svp svps tb tba tbc tbd tl tlc tv tvs ui
    uk un uni upi url us usa usb usp ux va van vat vip vips vet vin vlan voip vp vpn vps vr wfh wi
    wip wtf www xl xxl xml yoy zip hm psle ot gcse sats nvq nct tsa dmv cdl cte psa nye eoq eom
    eoy ytd fifo bom rma moq wan usb-c x-ray pol atv gym ba bsc ma msc llb bst hgv lgv sps
    """.split()
)
ROLES = frozenset(
    """
    account accountant accounts accounting administrator admin adviser advisor agency agent
    ambassador analyst apprentice architect assistant associate attorney auditor board boss broker
    builder business buyer captain chair chairman chairwoman chancellor chapter chef chief church
    clerk client clients coach colleague commercial committee communications company compliance
    consultant controller coordinator council councillor court creative customer customers data
    deacon dean delivery department deputy design designer desk development digital director
    directors dispatch doctor driver editor engineer engineering estate estates events executive
    facilities father finance financial foreman founder general general's governor grandad grandma
    grandpa group guest head facility headmaster headmistress headteacher health hotel human
    information inspector insurance intern investor junior lead leader legal logistics madam
    maintenance management manager managers managing marketing master matron mayor media medical
    merchandising minister mother mum mom dad mummy daddy nurse office officer operations owner
    parish partner partners partnership parts payroll people performance planner planning police
    president press prime principal procurement producer product production professor programme
    project projects property public purchasing quality rabbi reception receptionist recruiter
    recruitment regional relations relationship research resident resources safety sales school
    secretary senior service services shareholder site sir sister social staff state strategy
    student success supervisor supplier support team technical technician technology tenant test
    trainee trainer training transport treasurer trustee trustees uncle auntie aunt granny vicar
    vice warehouse lord god lordship majesty excellency highness honour king queen prince duke
    madame monsieur internet bible mass earth plan option level stage phase step version draft
    section article appendix figure table page line item clause part type class grade size model
    series unit room table floor gate terminal
    """.split()
)
GREETINGS = frozenset(
    """
    dear hi hello hey regards best sincerely yours faithfully thanks thank cheers sorry please yes
    no ok okay kind respectfully warmly apologies sirs congratulations welcome goodbye bye namaste
    hola salut bonjour hallo ps ref subject tel attn re fw fwd oh ah god jesus christ lord hooray
    bravo amen
    """.split()
)

# --- people, firms and places -------------------------------------------------------------------

TITLES = frozenset(
    """
    mr mrs ms miss mx dr doctor prof professor herr frau fräulein madame madam mme mlle
    mademoiselle monsieur maître maitre me señora señor señorita senora senor sra sr srta doña don
    dona senhor senhora signora signor signorina sig contessa conte dottoressa dottor dott
    ingegnere ing sir dame lady lord sheikh sheikha shaikh captain capt major colonel col general
    sergeant sgt lieutenant father rev reverend judge justice councillor cllr minister ambassador
    senator congressman mayor chief barrister advocate adv eng engineer arch architect pastor
    bishop imam rabbi sister brother bro mother mama papa mzee auntie aunty aunt uncle tío tía tio
    tia hajj haji alhaji alhaja datuk dato puan encik pak bu ibu bapak meneer mevrouw mijnheer mw
    dhr pan pani pán paní bay bayan dra directora director profesora profesor maestro licenciado
    lic ingeniero hofrat hofrätin direktor kyrios kyria tannlege advokat chef nurse matron coach
    principal headmaster headmistress grandma grandpa granny nonna nonno babu amma didi bhai ustad
    maulana pandit swami guru president officer inspector constable detective commander admiral
    baron baroness count countess duke duchess prince princess king queen honourable hon
    mademoiselle consul
    """.split()
)
# Small words inside a name: "van der Berg", "Ní Bhriain".
PARTICLES = frozenset(
    """
    van von der den de del della di da do dos das du des la le los las el al bin ibn bint abu ben
    ter ten te tot op af av zu zum zur y e i ní ni ó ua mac mc o d l st saint san santa são
    """.split()
)
LEGAL = frozenset(
    """
    ltd limited llc llp lp inc incorporated corp corporation co company plc gmbh ag kg ohg ug mbh
    se sa sas sarl sasu eurl sl slu srl spa snc bv nv vof cv ab as asa a/s aps oy oyj oü sp zoo
    doo kft zrt bt sro pty pte pvt jv pllc pc cc lda ltda eireli cia cie sons zonen söhne fils
    figli hijos bros brothers kk kabushiki bhd sdn fze fzco dmcc wll saoc holdings
    """.split()
)
# The part of these that stands behind a firm in small letters too.
SMALL_LEGAL = frozenset("ltd llc llp inc gmbh plc pvt pty srl sarl".split())
FIRM_NOUNS = frozenset(
    """
    academy advisors advisory aerospace agency airlines airways analytics apparel architects arms
    associates atelier auto automotive bakers bakery bank bar beauty bikes bistro boats books
    boutique brewery brewing builders building burgers cafe café capital care carpets catering
    centre center chemicals chocolate chrome church cinema cleaners cleaning clinic clothing club
    coatings coffee college commerce communications components construction consultants consulting
    contractors cooperative council couriers creative crown dairy deli dental design designs
    development digital diner distillery distribution electric electrical electronics energy
    engineering engineers enterprises entertainment equipment estate estates events express
    fabrics farm farms fashion fencing finance fisheries fitness flooring florist florists flowers
    foods foundation foundry freight furniture gallery garage garden gardens glass global golf
    group growers guest gym hair hall hardware haulage healthcare heating hire homes hospital
    hospitality hosting hotel hotels house housing imports industries inn insurance interiors
    international investments jewellers jewellery joinery kitchen kitchens labs laboratories
    landscapes laundry law legal leisure lettings lighting lodge logistics ltd machinery maison
    management manufacturing marina marine market marketing markets maschinenbau meats media
    medical metal metals mills mining motors museum network networks nurseries nursery optics
    organics outdoor packaging paints paper parish partners parts pets pharma pharmacy photo
    photography pictures plastics playhouse plumbing plastering pottery poultry power press print
    printers printing productions products properties property pub publishing pumps recruitment
    rentals removals renewables resort restaurant retail rooms roofing salon salons school schools
    seafoods security services shack shipping shirts shoes shop signs silks software solar
    solicitors solutions spa sports steel stone storage store stores studio studios supermarket
    supplies supply surgery surveyors systems tavern tech technologies technology telecom textiles
    theatre therapeutics tiles timber tools tours toys trade traders trading trailers training
    transport travel trucking trust union university ventures veterinary vets villas vineyard
    vineyards water weddings wholesale windows wines winery woodwork works workshop worldwide
    yachts zoo bodegas cuisines clínica hotel clinica studio konditori kogyo makina credit salud
    grupo ministry institute college charity society association federation embassy committee
    """.split()
)
AREAS = frozenset("in near outside around across throughout towards toward via".split())
STREETS = frozenset(
    "street road lane avenue boulevard drive close terrace crescent mews highway square estate quay".split()
)

# --- how a name is told -------------------------------------------------------------------------

# After one of these a capital does not make an ordinary word a name: "the Client", "our Board".
DETERMINERS = frozenset(
    """
    the a an my our his her their your this that these those some any every each no new old last
    next first second third whole another such which what whose one two three both all other same
    final
    """.split()
)
# What only people do, behind a word that opens a sentence and is both a name and a word.
DOES = frozenset(
    """
    said says told tells called calls rang rings phoned asked asks wants wanted thinks thought
    knew knows wrote writes texted emailed e-mailed mailed replied answered shouted shouts cried
    cries laughed smiled left hung refused refuses complained complains insisted insists swore
    never won't didn't doesn't isn't hasn't wasn't hadn't who whose whom runs ran owns found
    noticed discovered promised agreed paid pays forgot sent signed met loved loves hates hated
    trusted trusts believes felt feels remembers apologised apologized who's from here upstairs heard
    saw went came gave took got is was has had and
    """.split()
)
# The part of the names that are words too after which "is", "was" and "and" say nothing.
ABSTRACT = frozenset(
    """
    hope faith grace joy charity patience mercy harmony melody dawn summer spring autumn winter
    art may june april august destiny serenity prudence constance comfort blessing miracle trust
    love peace justice liberty victory precious temperance verity providence fate bliss karma
    power journey honor treasure gift chance will page rock stone bill mark case price rice star
    sky storm rain river rose flora forest heather holly ivy clay cliff dale ford glen lane park
    ridge basil ginger olive pepper rosemary sage coral crystal diamond emerald jade pearl ruby
    silver gold amber jet ivory baker banks butler cooper fisher forester gardener hunter major
    mason miller parker porter prince princess king queen duke earl baron bishop pope judge page
    cash penny bob nick rob chase skip chip drew grant lance frank earnest rich guy buddy buster
    ace major innocent noble sunny sandy rusty misty stormy moody young loyal lucky early wise
    west north spring lots tad van dot dolly kit pat sue bud buck
    """.split()
)
# And those that are nobody's name where they open a line or own something.
NOBODY = frozenset(
    """
    spring summer autumn winter may june april august art dawn trust love peace justice victory
    power journey fate karma chance will case price page stone rain storm sky
    """.split()
)
# Surnames that are words: "the Smiths".
FAMILIES = frozenset(
    """
    smiths browns greens blacks whites youngs kings hills woods stones cooks bakers coopers
    millers turners walkers taylors carters cartwrights parkers masons potters fishers foxes
    hunters knights longs lanes brooks fields banks marshes moores rivers roses roads bells burns
    butlers chambers clarks coles days deans douglases fords fosters frosts gardners grays greys
    halls harts hayes holmes hopes joneses kellys lambs lees littles loves martins mays mills
    myers pages palmers porters powers prices reeds rices riches sharps shepherds shields singers
    slaters snows spencers steeles swifts wards warrens waters watts weavers wells wests wheelers
    wolves woodwards wrights barbers barkers bishops carpenters
    """.split()
)
LABELS = frozenset("client customer firm company supplier contact name account who buyer".split())
CALLED = frozenset("called named nicknamed".split())
CLIENT_WORDS = frozenset(
    """
    client customer boss colleague coworker partner husband wife son daughter brother sister mum
    mom dad father mother friend neighbour neighbor manager assistant secretary owner buyer
    supplier accountant lawyer apprentice tenant landlord landlady patient bride groom cousin
    uncle auntie aunt nephew niece girlfriend boyfriend fiancé fiancée fiance fiancee director
    driver cleaner receptionist foreman rep student guy lady woman man lad
    """.split()
)
# Words that open a sentence in front of a name without belonging to it: "Told Dana", "With Tom".
OPENERS = frozenset(
    """
    told sent gave called asked rang met saw left lost sold owed told texted emailed phoned
    messaged promised dear hi hello hey with for to from at in on by about after before since
    until while when if because although though unless and but or so yet then now today yesterday
    tomorrow tonight last next this that these those the a an my our his her their your its i we
    you he she it they what who whom whose which why how where should could would will can may
    might must shall do does did is are was were am be been has have had not never no yes please
    also even still just only maybe perhaps apparently unfortunately luckily sadly obviously
    clearly basically honestly frankly meanwhile however therefore otherwise instead somehow here
    there once twice again every each both all some any many most few more less another other one
    two three let get got make made tell ask call send give say said see know think thanks thank
    sorry poor old young little big good bad as like unlike near under over without within despite
    except per via than whether either neither dropped burnt broke forgot missed ignored upset
    rude lied quoted billed charged cut put set hit drove took kept told wiped ran shipped posted
    mailed booked cancelled delivered painted printed reach remind contact visit email text phone
    ring write
    """.split()
)

# --- ordinary words and names -------------------------------------------------------------------

# Given names that are no words of English; in small letters they are names too.
GIVEN = frozenset(
    """
    aarav aaron aarti abbas abbott abby abdul abdullah abena abhishek abigail abimbola abiodun
    abraham achieng achim adaeze adam adams adaora addison ade adebayo adelaide adele aden adi
    aditi aditya adnan adolf adolph adrian adrián adwoa afia agatha agnes agnieszka agustin ahmad
    ahmed ahsan aidan aiden aileen aimee aine aisha aishwarya aislinn ajay akash akbar akinwale
    akinyi akira akosua akua alain alan alasdair albert alberto aldo aled alejandra alejandro
    aleksandr alena alessandro alex alexa alexander alexandra alexandre alexandria alexandros
    alexei alexia alexis alf alfa alfie alfonso alfred alfredo alhaji ali alibek alice alicia
    alina alisha alison alistair aliya aliyu allan allie allison alok alonso alton alvaro alvin
    alys alyssa amadeus amadou amahle amaka amal amanda amandeep amar amara amarachi amari ambika
    ambrose amelia amelie ami amina aminata amit amita amos amparo amrita amy ana ananya anastasia
    anaïs anders anderson andre andrea andreas andrei andres andrew andrey andrés andy aneta
    angela angeles angelika angelina angelo angharad angie angus anika aniket anita anjali anjana
    ankit ann anna annabelle annalise anne anneke annelies annette annie annika ansel anselm anson
    anthony antje antoine antoinette anton antonia antonio antony anu anupam anushka anwar anya
    aoife aparna aram arash archibald archie ari ariana arianna arif arjan arjun armand armando
    armin arnaud arnold aroha arthur arturo arvind asha ashby ashley ashok ashton ashwin asif asim
    asli aston astrid astrit atsuko aubrey audrey auguste augustine augusto augustus aurelie
    aurélie austen avery ayaan ayan ayesha aylin ayman ayo ayodele ayse ayşe azadeh aziz babajide
    babatunde bachir bailey bakary balazs balázs barak barbara barbora baris barnard barnett
    barney barrett barrie barry bart bartholomew barton barış basma bastian bautista baxter baz
    bazza bea beata beatrice beatriz beckett becky begoña begum behnaz bela belen belinda bella
    ben benedict bengt benito benjamin benji bennett benoit benoît benson bentley benton berat
    bergen berit berk bernard bernardino bernardo bernhard bernie bert bertha bertie bertram
    bertrand beryl bessie beth bethan bethany bethel betsy bettina betty bev beverley beverly
    bhavna bianca bilal billie billy binh birgit birgitta bjarne bjorn björn blaine blair blake
    blanca blanchard boateng bobbie bobby bodo bogdan boglarka bojan bolanle bongani borg boris
    bose botond boyd brad braden bradley brady brandon brenda brendan brennan brent bret brett
    brian brianna bridget brien brigid brigitte brit brittany brock brodie brody bronagh bronwen
    brooke bruce bruna bruno bryan bryant bryce bryn bryson buffy bukola burak buren burgess burke
    burnett burt burton busisiwe busola byrd byron bérénice caden cahal caitlin cale caleb calhoun
    callie callista callum calvin camden cameron camilla camille campbell candace candelaria candi
    candice caoimhe carey carl carla carleton carlo carlos carlton carly carmela carmen carol
    carole caroline carolyn carrie carroll carson carter carwyn cary carys casey casimir casper
    cassandra cassidy cassie catalina cathal catherine cathleen cathy catriona caz cecil cecilia
    cedric celeste celia celine ceri cesar cesare chad chandni chandra charlene charles charley
    charlie charlotte charlton cher cheryl chiamaka chiara chidi chidinma chika chike chimamanda
    chinedu chinonso chinwe chinyere chioma chitra chloe chloé chris christi christie christina
    christine christoph christophe christopher christy chuka chukwudi chus ciara ciaran cillian
    cindy clair claire clara clare clarence clarissa clark clarke claude claudia claudio claudius
    claus clayton clemens clifford clifton clint clinton clive clodagh clyde clémence clément cody
    cohen colbert colby coleman colin colleen collin collins colm colton concetta conchita connell
    conner connie connor conor conrad constantin conway corbett corbin corey corinna corinne
    cormac cornelius cornell cosima courtney craig crawford cristina csaba cullen curtis curtiss
    cynthia cyril cyrus cécile céline dafydd dagmar daiki daisuke dalton damian damien damilola
    damla damola damon dan dana daniel daniela danielle daniels danny dante daphne dapo darby
    darcy dario darius dariusz darragh darrell darren darryl darwin daryl dasha dave davey david
    davide davina davis davy dawid dawson dax dayton daz dazza deb debbie debby deborah debra
    declan deepa deepak deepika deirdre delaney delfina delilah delphine demet demetrius demi
    dempsey denis denise deniz dennis denny denys derek derrick derya des desislava desmond detlef
    devi devika devin devon dewey dex dhruv diana diane diarmuid dickson didier diego dietrich
    dieudonne dilek dillon dilwyn dimitra dimitri dimitrios dimitris dinah dineo dinesh divya
    dixon dmitri dobromir dolapo domenico domingo dominic dominika dominique dona donald donna
    donnell donnie donovan doreen dorian doris dorota dorothea dorothy doug dougie douglas
    douglass doyle dragan dragana duane duc dudley dumisani duncan dustin duygu dwight dylan
    dymphna eamon eamonn easton ebele ebere ebert ebru eddie eddy edgar edison edith edmond edmund
    edna edouard eduard eduarda eduardo edward edwin edwina efe efrain efua eike eileen eimear
    eirik ekaterina ekene elaina elaine eleanor elena eleni elgin eli elias elif elijah eliot
    elisa elisabeth elise eliska eliza elizabeth ella ellen ellie elliot elliott ellis ellison
    elmer elodie eloise elsa elsie elsje elspeth elton eluned elvis emanuel emeka emel emerson
    emil emile emilia emilio emily emma emmanuel emmanuelle emmett emmy emory emre emrys enda enid
    eniola enoch enrica enrico enrique enzo erasmus erdem eric erica erich erie erik erika erin
    ernest ernestine ernesto ernie ernst ersin erwin erzsebet esther eszter eteri ethan ethel
    etienne eugen eugene eunice eusebio eva evan evans evelyn everett evie ewa ewelina ewing eyal
    eylem ezekiel ezio ezra fabian fabien fabienne fabio fabrice fadhili fadi faisal fanta farah
    farhan farid farida farouk farrell fatemeh fatima fatma fatou fatoumata faye federico felicia
    felicity felipe felix femi fenton ferdinand fergal fergus ferhat feride fernando ferris filip
    filippo finley finn fiona fionn fionnuala firat fitzgerald fletcher florian floyd flynn folake
    folarin folasade fran frances francesca francesco francis francisco francoise frankie franklin
    franz françois françoise fraser frazier fred freddie freddy frederic frederick fredrik fremont
    freya freyja friederike friedrich fritz frédéric fumiko funmi funmilayo gabe gabriel gabrielle
    gael gaetan gaia gail galen gani gareth garrett garry garth gary gaston gaurav gavin gavriel
    gayatri gaz gazza gaëlle gbenga geeta gemma genevieve geneviève geoff geoffrey georg george
    georges georgie georgina gerald geraldine gerard gerardo gergely gerhard gerrit gerry gert
    gertrude gethin ghazal gheorghe ghislaine giacomo gibson gideon gil gilbert giles gilles
    gillian gilmore gina giorgio giovanni giulia giuliana giuseppe gizem gladys glenda glenn
    glenys gloria glynis godfrey gopal goran gordon gosia gottfried govind gracie graeme grafton
    graham grainne granville grayson greg gregg gregor gregory greta gretchen griffith grover
    grzegorz gráinne grégoire gudrun guido guillaume guillem guillermo gulsen gunnar gunter
    gunther gurpreet gus gustav gustave gustavo guthrie guénaëlle gwen gwenllian gwyneth gyorgy
    györgy gérard gökhan habiba hadiza hadley hagen hailey hakan haley halima halle haluk hamid
    hamish hamza hanna hannah hanneke hannes hans hanson harald hardin hari harini haris harish
    harlan harmon harold harper harriet harris harrison hartley haruka haruki haruto harvey hasan
    hassan hassana hatice hayden hayes hayward hector hedda hedwig heidi heike heinrich heinz
    heledd helen helena helene helga helmut hemant henderson henri henrietta henrik henrique henry
    heorhii herbert herman hermann hernan hervé hetty hideo hilary hilbert hilda hildegard hillary
    himanshu hina hinata hiram hiroko hiroshi hiroto hisham hoa hoang holden holmes horace horatio
    horatiu horst hortense howard hristo hubbard hubert huey hugh hugo hugues hui humphrey huong
    hussein huw hyun hélène iain ian ibironke ibrahim ibrahima idris iestyn ieuan ifan ifeanyi
    ifeoma ifeyinwa ignacio ignacy ignatius igor ike ikechukwu ikenna ilaria ilias ilker ilona
    ilse imani imke imogen imran inaya indira indrani ines inga inge ingeborg ingmar ingram ingrid
    inigo inmaculada inês ioana ioannis iolanda iona ionela ionut ionuț iqra ira irene irfan irina
    irma irving irwin isaac isabel isabella isabelle isaiah isha ishaan ishani ismael ismail
    istvan itzel itziar ivana iveta ivo iwona jace jacek jacinta jackie jackson jaco jacob
    jacqueline jacques jadwiga jagoda jai jaime jake jakob jakub jamal james jameson jamie jamila
    jana jane janek janet janette janice janina janis jannik jantje janusz jared jarek jaroslav
    jarrett jarvis jasmin jason jaswinder javier jaya jayant jayesh jayne jean jeanne jeff
    jefferson jeffrey jelena jelle jena jenna jenni jennie jennifer jennings jenny jens jensen
    jeremiah jeremy jerome jerry jerzy jess jesse jessica jessie jesús jette ji-woo jiho jill
    jillian jim jimena jimmie jimmy jin jiri jitka jiwoo jiří joachim joan joanna joanne joao
    joaquim joaquin jocelyn jody joe joel joern joey johan johann johanna johannes john johnnie
    johnny johnson johnstone jolanda jolanta jomo jon jonah jonas jonathan jones jonna jonno jonny
    jools joost jorge joris jorn jose josef josefina josephine joshua josiah josie josip josé
    jovana joyce jozef jozsef joão joëlle juan juanita judd judith judy juhani jukka jules julia
    julian juliana julie julien juliet juliette julio julius juma junaid juraj jurgen juris justin
    justine justyna jutta jérôme jürgen kaan kabir kadir kaede kagiso kaitlyn kaito kalpana kamal
    kamala kamau kamila kana kanchan kanye karan karel karen karim karima karin karl karolin
    karolina karsten karthik kartik kasia kaspar katarina katarzyna kate katerina katharine
    katherine kathleen kathrin kathryn kathy katie katja katlego kato katrin katrina katsumi katy
    katya kaveh kavita kavitha kavya kay kaye kayla kaz kazimierz kazuki kazuko keenan kehinde
    keiko keira keith kellan kelley kelly kelsey kelvin kemal ken kenan kendall kendra kendrick
    kenji kennedy kenneth kenny kenton kerman kerry keshia kev kevin khadija khalid khalil khanh
    khanyi kieran kimball kimberley kimberly kimiko kinga kingston kiptoo kiran kirby kirsi
    kirsten kirsty klara klaudia klaus koen kofi kojo kolya komal konrad konstantin korinna kris
    krishna kristen kristin kristina krisztina krzysztof kshitij kulwinder kumar kunal kunle kurt
    kurtis kwabena kwadwo kwaku kwame kwasi kwesi kyle kylie lacey laetitia lakshmi lalita lambert
    lara larry lars laszlo latif latoya laura lauren laurence laurent laurie lavanya lawrence
    lawson layla layne layton laëtitia leah lech leena leigh leighton leila lekan lena lenny leo
    leon leonard leonardo leonid leonie leopold lerato leroy les lesley leslie lester leszek
    leticia letizia levente levin lewis lexie lia liam libby liesbeth liese lieselotte lila lilian
    liliana lillian lina linda lindani lindiwe lindsay lindsey linh linnea lionel lisa lisandro
    lisbeth lissa liudmila livia liz liza lizzie ljiljana lloyd loes lorcan loren lorenz lorenzo
    loretta lori lorna lorraine lotte lottie louie louis louisa louise lourdes lowe lowell lowri
    loyola loïc lubna luca lucas luce lucia lucian luciana luciano lucie lucien lucille lucinda
    lucius lucja lucy lucía ludmila ludwig luigi luis luisa luiza lukas lukasz luke lulu lungile
    lupita luther lwazi lydia lyle lyman lyndon lynn lynne lyudmila maaike maarten mabel macarthur
    machteld maciej mackenzie macy madeleine madeline madhav madhu madhuri madison magali magda
    magdalena magdalene maggie magnus maha mahesh mahmoud mahmud maia maike mair maire mairead
    maisie maja makau makena makoto malaya malcolm malgorzata malik mallory malte mandla mandy
    manfred manish manisha manjit manju manoj manon mansoor manuel marc marcel marcela marcelo
    marcia marcin marco marcos marcus mared mareike marek margaret margareta margarethe marge
    margot margrethe marguerite maria mariam marian mariana marianne mariano maricela marie
    marieke mariella marija marijke marilyn marion marisela marisol marissa marius mariusz marjan
    marjorie marko markus marlene marlies marloes marlon marshall marta martha martijn martin
    martina martine marty martyna martín marvin mary maryam maryna maría masako masha massimiliano
    massimo mateja mateo mateusz mathew mathews mathias mathilde matilda matt matteo matthew
    matthias maud maureen maurice mauricio maurizio mavis maxime maximilian maxwell maya mayank
    maynard mayumi maëlle małgorzata mckenna mckenzie meena meera meg megan megumi mehdi mehmet
    mehreen meirion melanie melinda melis melissa meltem melvin menna meredith merel merrill
    merritt merton merv merve mette meyer micah michael michaela michal michalis michał michel
    michelangelo michele michelle michiko midori miguel mihaela mihai mika mike mikel mikhail
    mildred milena milica millie milos miloš milton minako minjun minnie mira miranda mireille
    mirela miriam mirjam mirko miroslav misaki missy mitch mitchell mitsuko mohamed mohammad
    mohammed mohan moira mokgadi molly mona monica monika monique monte montgomery monty mora
    morag morgan moritz morris morten mortimer morton moshe moussa mpho mrinal muhammad muireann
    mukesh mumbi munira murat muriel murphy murray musa mustafa mustapha muthoni mutua mwangi
    myles myra myriam máire máiread mélanie mónica nadia nadine nadja naila naima naina nair
    naledi naliaka namrata nancy nandi nandini naoko naomi narendra nasir nasreen nasrin natalia
    natalie natalya natasha nate nathan nathaniel navdeep navin navneet nazanin nazli neal ned
    nedra neelam neha neil neill nekesa nele nell nellie nelly nelson nerys nestor newell ngozi
    nia niall niamh nicholas nicky nico nicola nicolae nicolas nicole nicoletta nicolette nieves
    nigel nik nikhil nikhila nikita nikki nikola nikolai nikolaos nilay nils nilufar nimisha nina
    ninette ninh nino niraj nisha nitin njeri njoroge nkechi nkem nnamdi nneka noa noah noam noel
    noelle noemi nokuthula nolan nomsa nomvula noor nora noreen norris noura ntando ntombi nuala
    nuno nuria nurul nwabisa nyambura obi obiageli obinna ochieng océane odette odhiambo odile
    ofer oisin oisín ojas okello oksana ola olaf olamide olayinka oleg oleksandr olena olesya olga
    oliver olivia olivier ollie olumide oluwaseun oluwatobi omar omolara onur onyango onyeka oona
    oralia orla orlagh orsolya orson osagie osborn osborne oscar osei oskar osman oswald otieno
    otilia ottilie otto oumar owain owen oya ozan pablo paco padraic padraig paige palesa pallavi
    paloma pam pamela pankaj paolo parisa parminder parvati pascal pascale patrice patricia
    patrick patrycja patryk patti paul paula paulien paulina pauline paulo pavel pawel paweł
    peadar pearce pedram pedro peggy pelin pelle penelope pepe percival percy pernille perry pete
    peter petr petra petros petya phil philip philipp philippa philippe philippine phillip
    phindile phoebe phuong phyllis phương pierre pieter pietro pilar pim pinar piotr pippa polly
    pooja poonam prabhu prachi pradeep prakash pranav pranay prashant pratt praveen preethi preeti
    prentice prerna prisca priscila priscilla priti priya priyanka pryce przemyslaw punam pádraig
    pınar quentin rachel radek radha radka radoslaw rafael rafal rafał rafe raffaella raghav
    ragnar rahel rahman rahul raimund raisa raj rajan rajat rajesh rajiv rajni rakesh ralph raluca
    ramesh ramon ramona ramsey ramya randall randolph ranjit raoul raphael raphaël rashid rashida
    rashmi rasmus raul ravi ravindra raymond raymonde rebecca reece reem reena reese refilwe
    reggie reginald rehana reiko reilly reinhard reinhold remi remy renata renate rene renee
    reshma reto reuben reyes reynaldo reynolds reza rhian rhiannon rhodri rhydian rhys ricardo
    riccardo richard richie rick ricky rigoberto rihanna rikard rikke riley rina rita ritchie ritu
    rivka riya robbert robbie robert roberta roberto robyn rochelle roderick roderigo rodney
    rodrigo roel rohan rohit roisin roksana roland rolf romain romana romane romeo romina romy
    ronald ronan ronit ronnie roopa rosa rosalie rosalind rosamund rosie roswitha roxy royce roza
    ruben rudolf rudolph rudy rufus rukmini runa rupert russell ruta rutger ruth rutherford ruud
    ruxandra ryan ryota ryszard régine rémi rémy róisín saanvi saba sabina sabine sabrina sachiko
    sachin sade sadia sadie safiya sahil saira sakari saleh salim sally salma salman salome
    salvatore sam samantha sameer samina samir samira sammy samuel samuli sandeep sandhya sandip
    sandra sanele sangeeta sanjana sanjeev sanna sanne santana saoirse sara sarah saraswati sarita
    sasha satish satoshi satya saurabh sava savita scott seamus sean sebahattin sebastian
    sebastien seetha segun selena selim selin senthil seo-yeon serap serena sergei sergey sergio
    serhii serkan seth seun severine seymour seán shabnam shahid shaima shakira shalini shamima
    shanaya shane shanice shannon shanta shanti sharon shaun shawn shaz shazia shazza sheetal
    sheila sheldon shelley shelly shelton sherif sherman shilpa shinji shirin shirley shivani
    shizuko shobha shola shona shreya shruti shu shubham shweta sibel sibusiso siddharth sidney
    siegfried sifiso sigismund sigrid sigurd siiri silas silje silke silvia silvio simeon simisola
    simon simona simone simran sindre sinead sinéad siobhan siobhán sioned sipho sirpa siva sixten
    siyabonga skyla skylar slade slawomir smita smriti sneha snezana sofia sofie sofía solange
    solomon solveig solvej solène somchai sonal sonali soner sonia sonya sophia sophie soraya
    sorcha soren sorin soumya srinivas stacey stacy stafford stan stanislav stanislaw stanley
    stanton stavros stefan stefano steffen steffi stelios stephan stephane stephanie stephen steve
    steven stevie stewart stoyan struan stuart stéphane stéphanie subhash sudha sudhir sujata
    sukhdeep suleiman suman sumaya sumit sunil sunita suresh surya susan susana susanna susannah
    susanne sushma susie suzanne suzy svein sven svenja svetlana swati syed syeda sylvain
    sylvester sylvia sylviane sylvie sylwia szabolcs szymon søren taavi tabitha tadeusz tadhg
    tahir taiwo takashi takeshi takumi tamara tamas tammy tamsin tamás tanguy tanvi tanya tapani
    tara tariq tash tasha taslima tatiana tatyana tebogo ted tegan temitope tendai teodora terence
    teresa teresita terje terry tessa tetiana thabo thandeka thandi thandiwe thando themba theo
    theodor theodore theresa therese theresia thi thibaud thibault thibaut thierry thom thomas
    thompson thorsten thuy thủy tiago tiffany tihana tilly timmy timo timothee timothy timothée
    tina titilayo tiziana tobi tobias tobin todd tolu tom tomas tomasz tommy tomoko tomás tomáš
    toni tony tope toshiko toshiro tosin tracey traian trang travis trev trevor trey trish tristan
    trond tsepo tsering tshepo tuan tuncay tunde tyra tyrone tyson tünde uchenna udo uduak ugo
    ugochukwu ulla ulrich ulrike umar umberto umit urmila ursula urszula usha usman uwe uzma uzoma
    vaclav vaibhav valentin valeria valerie valerio valeriu vandana vanessa vanja varun vasile
    vasilis vasily vaughan vaughn veena velma venkat venkatesh verena veronica verónica vesna
    vibeke vicente vicki vicky viet vijaya vikas vikram viktor viktoria viktorija ville vilma
    vimal vinay vince vincent vincenzo vineet vinnie vinod viorel vipul viraj virgil virginia
    virginie vishal visnja vito vittorio viv vivek vivian vlad vladimir vojtech volodymyr vusi
    václav véronique víctor wafa wafula wairimu waleed wallace wally walter wambui wanda wangari
    wanja wanjiku wanjiru warner wataru wei wekesa wendell wendy werner wesley weston whitley
    wiebke wieslaw wiktoria wilbur wilf wilfred wilhelm willard willem willemijn william willie
    willy wilma winifred winnie winnifred winston wojciech wolfgang wouter wylie xander xanthe
    xavi xavier xavière ximena xin xiomara xochitl yaa yadira yael yair yaiza yannick yannis yara
    yaroslav yasemin yasmin yasmine yasuko yekaterina yemi yesenia yetunde yevgeny yiannis yigit
    ying yinka yoko yolanda yordan yosef yoshiko youssef yuka yuki yuko yulia yuliya yuri yusra
    yusuf yuta yvan yves yvette yvonne zac zach zachary zack zahid zahra zainab zandile zanele
    zaynab zbigniew zdenka zeinab zeynep zhanna zineb ziva zlatko zodwa zofia zohra zola zoltan
    zoltán zoran zorica zoé zsofia zsolt zsuzsa zulfiqar zuzana zuzanna élodie éloise émilie
    étienne özge özgür łukasz
    """.split()
)
# Given names that are words as well.
AMBIGUOUS = frozenset(
    """
    abbey ace al alma amber amir angel april archer aria art asa aspen august aura autumn baker
    banks bas basil beau belle berry bill bishop blaze blessing bliss blossom bo bob bonnie brandy
    brook brooks bud buddy buster butch cade candy chance charity chase cherry chip christian
    chuck clay clement cliff clover comfort constance cooper coral cruz crystal curt daisy dale
    dawn dean dee destiny dev diamond dick dirk dolly dom dot drake drew duke dusty earl earnest
    ebony ed elle emerald emery esme eve fae faith fanny fern fidel fisher flint flora florence
    ford forest foster frank gale garland gay gene gift gill ginger glen goodness grace grant gray
    griffin gunner guy hale hank hardy harmony harry harvest haven hazel heath heather herb holly
    hope hunter innocent iris ivory ivy jack jade jan jasmine jasper jay jet jewel jo joseph josh
    journey joy judge june junior justice justus karma kit kitty lacy lance lane lark laurel lea
    lee levy liberty lily linden lola love loyal lu lucky mac mai major mal marina mark mason
    maverick max maxim may mel melody mercy merry mickey miles miller milo mina miracle misty mo
    moe moody moses myrtle nan nana nat neo nick noble nova olive om page paisley parker pat
    patience patsy patty pau pearl penny pepper phoenix pia pierce piper poppy precious presley
    prince princess prosper providence prudence queen rae raf rama randy ras raven ray red reed
    reeve rex rhea rich ridge river rob robin rock rocky rod roger roman rory rose rosemary rosy
    rowan ruby rush rusty sage sai sal sandy sawyer scarlet scout serenity sherry sid sierra
    silver sim skip sky sol sonny spencer spring star stella sterling stone storm sue summer sunny
    tad tai tal tanner temperance tex tia tiger tim tracy treasure trinity troy trust tucker una
    urban val valentine van verity victor victory viola violet virtue von wade walker ward warren
    wayne west will willow winter wolf woody young
    """.split()
)
# Pieces of the embedder's vocabulary that English has with a capital only, or not at all.
PROPER = frozenset(
    """
    aa aaa aachen aarhus ab aba abc abd abe abel aberdeen abrams abs abu ac academie acc acheron
    achilles acton ada adler adriatic adventist ae aegean aero aerodrome af afb afc afghanistan
    afi afl africa african africans afrikaans afro ag aggregator agra ahl ahmedabad ai airbus
    aires airplay aix aj ajax ak aka akron al ala alabama alam alaska alba albania albanian
    albanians albans albany alberta albion albrecht albuquerque alec aleppo algeria algerian
    algiers alla allah allegheny allen allmusic alma almeida alps als alsace alta alvarez
    alzheimer ama amc america american americana americans americas ames amherst amiga amin amman
    amor amore amsterdam amtrak anaheim analytics anand anatolia andersen andersson andes andhra
    andover andrews ang angelica anglia anglican anglo angola anhalt ankara annapolis annum
    antarctica antigua antilles antioch antrim antwerp anzac ao ap apache api apical apollo
    appalachian appleton apr april aquino aquitaine ar ara arab arabia arabian arabic arabs aragon
    aramaic arcadia archival arden argent argentina argentine argus argyll ariel aristotle arizona
    arkansas arlington armagh armenia armenian armenians armstrong arrondissement ars arte artemis
    arun arya aryan asa asahi asean ashe asher ashford ashland asia asian asiatic assam assyrian
    astor astoria astro astros asturias ata atari athena athenian athens atkins atkinson atlanta
    atlantic atlantis atletico atm atp attache attendees atv auckland audi auf aug augsburg
    augusta aurora aus auschwitz austin australia australian australians austria austrian
    austrians austro aux av ava avalon avant ave avila aviv avon axel az azerbaijan azerbaijani
    azores aztec ba baba babu babylon babylonian bach backseat baden bae bafta baghdad baha
    bahadur bahamas bahia bahn bahrain bai bain baird baja baku bal bala baldwin balfour bali
    balkan balkans ballard balthazar baltic baltimore bam banco bancroft banda bangalore bangkok
    bangladesh bangladeshi bangor bao baptiste barack barbados barbie barcelona barclay bari
    barlow barnes barnet barnsley baronetcy barony barr barre barrington barron bartlett bas basel
    basha basque bassett batavia bathurst batman battista bauer bavaria bavarian bayer bayern
    baylor bb bbc bce beale beatles beatty beaufort beaumont becca becker bedford bedfordshire
    beethoven behaviors bei beijing beirut beit bel belarus belarusian belfast belgarath belgian
    belgium belgrade belize bellamy bellevue belmont benedictine benfica bengal bengali bengals
    benin benny benz berber berger bergman berkeley berkshire berlin berman bermuda bern bernstein
    berwick bethlehem bey beyonce bf bharatiya bhp bhutan bi biennale bihar bilbao bing bingham
    bio biomass birmingham bis bismarck bjp bk blackburn blackpool blackwell bladed blanc blanche
    blanco bloomberg bloomfield bloomington blu bmg bmw bn bo bobo boca bodied boeing boer bogota
    bohemia bois boise bolivar bolivia bolivian bollywood bolshevik bolsheviks bolton bombay bon
    bonaparte bonn bono booker boone bordeaux borneo bosch bosnia bosnian boston botanic botswana
    bourne bournemouth bowen bowie boyer boyle bp br bradford bradshaw bragg brahms bram
    brandenburg brandt brant brasil bratislava braun brazil brazilian breakaway breakout bree
    bremen brentford brest breton breuning brewster bridgeport briggs brigham brighton brisbane
    bristol britain britannia british britney britten brno broadway bromley bromwich bronx
    brooklyn bros broughton browne brunei brunswick brussels bs bsc bt bu bubba buchanan bucharest
    buckingham buckinghamshire buckley budapest buddha buddhism buddhist buena buenos buick bukit
    bulgaria bulgarian bundesliga burgundy burlington burma burmese burnham burnley burroughs
    burundi busch bwf bwv byrne byu byzantine cade cadillac cadiz caesar caf cafes cai cain caine
    cairo calabria calais calcutta calder calderon caldwell caledonia caledonian calgary
    california callahan calvert cambodia cambodian cambrian cambridge cambridgeshire cameroon
    campeonato campo campos canada canadian canadians canadiens canberra cannes canterbury
    cantonese canucks cao capcom capita cappella capt cara caracas cardiff caribbean carlisle
    carlson carmel carmichael carnegie carolina carpathian carr carthage cartwright cas casa
    casablanca caspian cass castile castillo castro catalan catalonia catholicism catholics
    caucasian caucasus cavendish cayman cb cbc cbe cbn cbs cd cdc cdp cds ce cebu celaena celtic
    celtics centro cerambycidae cerro cessna ceylon cfa cfl cha chalmers champaign chan chang chao
    chaplin chapman charlemagne charleston chateau chatham chattanooga chavez che cheerleading
    chelsea cheltenham chen cheney cheng chennai cherokee chesapeake cheshire chester chesterfield
    chet cheung chevalier chevrolet chevy cheyenne chiang chiba chicago chichester chico chihuahua
    chilean chinatown chinese ching cho choi chong chopin chopra christ christchurch christensen
    christian christianity christians christmas chrysler chu chun chung churchill ci cia cicero
    cid cincinnati cinderella cisco ciudad ck cl clade clancy clapton claremont clarkson clary
    clements clemson cleopatra clermont cleveland clube cmll cn cnn coa cobb coca cochin cochran
    cochrane coco coe colchester cole coli collingwood colombia colombian colombo colorado
    columbia columbian columbus com como compton comte comune conan concacaf concepcion concordia
    conde cong congo connacht connecticut connolly conservatoire constance constantine
    constantinople contra cooke copa copeland copenhagen coptic cora cordoba cornerback cornish
    cornwall corsica cortes corvette cory costa costello coulter covent coventry cowan cp cpc cpi
    cpu cr crambidae cramer crawley cree cretaceous crete crewe crimea crimean croatia croatian
    croats croft croix cromwell crore crosby crowe crowley croydon cruz csa csi ctv cuba cuban
    cumberland cumbria cummings cunningham curated curran currie custer cuthbert cutler cv cw cy
    cypriot cyprus cyrillic czech czechoslovak czechoslovakia dade dahl dai dail dakota dal dalai
    dali dallas daly damascus dammit dane danes dani danish dans danube danzig dar darlington
    darmstadt dartmouth das dat davidson davies daytona db dc dea dec decatur decca december
    decker deco dee def dei del delaware delgado delhi della delle deng denmark denton denver
    deportivo der derbyshire derry des det detroit deutsche deutschland deux dev devlin dexter dfb
    dh dhabi dhaka dia diablo diaspora diaz dickens dickinson dil dina dinamo dino dion dir disney
    disneyland distal dixie dj djs dl dmitry dna dobson dod dodd dogg doha doherty doi doin
    dolores dom domesday dominican donaldson doncaster donegal donetsk dong donnelly doo dora
    dorchester dorset dorsey dortmund dow dq dr dracula draper dresden drummond drury ds dso dt du
    dubai dublin dubois duffy duluth dumont dunbar dundee dunedin dunkirk dunlop dunn dunne dupont
    duran durban durga durham dusseldorf dutch dutton duval dvd dvds dwyer earle eastenders easter
    eastman eastwood eaton ebook ec ecole ecuador eden edinburgh edmonton edo edwards ee egan
    egypt egyptian egyptians ein eine einstein eireann eisenhower ek eki el electro elle ellington
    ely emi endelle enfield eng engined england english englishman entrepreneurship ep epa
    eponymous eps epstein er erebidae eritrea erskine esa espana espn esq essen essendon essex
    estadio este estonia estonian estrada et etat ethanol ethernet ethiopia ethiopian eton etudes
    eu euclidean eun eurasian euroleague europa europe european europeans eurovision ev everest
    everton exeter eyre faa faber facebook facto fae faerie fai fairbanks fairchild fairfax
    fairfield falkland fallon fantasia fargo faulkner faust faux fay fbi fc fcc fda fe feb
    february federer fei fein feldman femme feng ferguson fernandez ferrara ferrari ferreira
    ferrer ff fia fiance fiancee fiba fide fifa fiji filipino filmfare filmmaking finland finnish
    fis fischer fisted fitch fitz fitzpatrick fitzroy fivb fk flanagan flanders fleetwood fleming
    flemish flinders florence flores florida fm foley fontaine fontana forbes fordham forewings
    forrest forster forsyth fourier fowler fra francais francaise france franciscan franco
    francois frankenstein frankfurt frankish freiburg fremantle frenchman fresno freud frey friday
    fridays friedman frontman frs fu fuji fujian fukuoka fulbright fulham fulton fundraising
    fuscous fusiliers futsal fx ga gaa gabon gaddafi gaelic gaga gail gaines gaius galerie galicia
    galician galilee galileo gallagher gallo galloway galveston galway gambia gameplay gan gandhi
    ganga gao garcia garde gardiner gardner garfield garion gastropod gaul gaulle gaza gb gdansk
    gdp ge geelong gemini geneva genoa geo geometridae georgetown georgia georgian gerais germain
    german germanic germans germany gershwin geschichte gesellschaft gestapo gettysburg ghana
    ghanaian ghent ghz gi gia gibbs gibraltar gifford gillespie giro gladstone glamorgan glasgow
    glendale gloucester gloucestershire glover gma gmbh gmina goa goalscorer goddard godzilla
    goethe gogh goin goldberg goldman goldstein gomez gonzaga gonzales gonzalez goodman goodwin
    gora gorman goth gotham gothenburg gothic gottingen gough gould governorate gp gps grady graf
    grammy granada grande grandmaster grasslands grassroots graz greaves greco greece greek greeks
    greenberg greene greenfield greenland greensboro greenville greenwich greenwood greer
    gregorian grenada griffiths grimm grimsby groningen groundwater grupo gt gu guadalajara
    guadalupe guam guangdong guangzhou guantanamo guatemala guernsey guerra guerre guerrero
    guggenheim gui guiana guildford guinness gujarat gujarati gundam gunn guo gupta gutierrez
    guyana guzman haas habsburg hackett hades hague hahn hai haifa haiti haitian haji hal halifax
    halloween hamas hamburg hamilton hammersmith hammond hampshire hampson hampstead hampton han
    hana hancock handel hangul hannibal hannover hanoi hanover hansen hapoel hara harcourt
    hardcore harding harlem harley harlow harrington harrisburg harta hartford hartman harvard
    haryana hastings hatfield haute havana havilland havre hawaii hawaiian hawke hawkins hawthorne
    haydn haynes hbo hc hd headquartered healy hearst hebrew hee heidelberg helens hellenic
    hellenistic heller helsinki hemingway henan hendricks hendrix henley henson hepburn hercules
    hereford hermes hernandez herr herrera hertfordshire herzegovina hess hesse het hewitt
    hezbollah hidalgo higgins highlanders hillsborough hilton himalayan himalayas hindi hindu
    hinduism hindus hindwings hines hiroshima hirsch hispanic histoire historia hitchcock hitler
    hiv hk hms hobart hobbs hodge hodges hodgson hoffman hoffmann hokkaido holland hollis holloway
    hollywood holm holstein holt homme homo hon honda honduras hong honneur honolulu hooper hoover
    hopkins horne horton hotspur houghton housemates houston howe howell howie hq hs html http
    https hu hua huang huddersfield hudson huffington hughes humboldt hume hunan hungarian
    hungarians hungary huntington huntsville hurley huron hurst hussain hutchinson hutton hyde
    hyderabad hydro hyundai hz ia iaaf iata ib iberian ibm ibn ic icao icc iceland icelandic ich
    iconic ict ida idaho idf ie iec ieee ign iihf ik il ile illinois ina inactivated inca india
    indian indiana indianapolis indians indie indies indo indochina indonesia indonesian indus
    indy inhibitor inhibitors innsbruck institut instituto intercity internacional internationale
    intra inuit inverness io ioc ionic ios iowa ip ipa ipad iphone ipod ipswich iq iqbal ir iran
    iranian iraq iraqi ireland irish iroquois irs irvine isa isbn isil isis isla islam islamabad
    islamic islamist iso israel israeli israelis iss issn ist istanbul italia italian italiana
    italianate italians italy itf ithaca ito itunes itv iucn ivan ivanov ives izzy jacksonville
    jacobite jacobs jae jaenelle jagger jain jaipur jakarta jalan jamaica jamaican jamestown jammu
    jan janata janeiro jang january japanese jase java javanese jax jc jd je jed jedi jem jen
    jenkins jenks jericho jerusalem jesuit jesuits jesus jett jew jewish jews jia jian jiang
    jiangsu jimenez jimi jing jj jo johannesburg johansson johnston johor jong joo jordan
    jordanian joseph joshi joyah jp jr ju juarez judah judaism judas jude jul july jun june jung
    juno jupiter jurassic jurisdictions juventus ka kabul kade kahn kai kaiser kala kaladin kali
    kam kamen kan kane kang kannada kansas kant kaplan kapoor kappa kara karachi kari karlsruhe
    karnataka kashmir kassel kat kata kathmandu katz kaufman kawasaki kazakh kazakhstan kazan kb
    ke keane keating ked kei keller kellogg kemp kensington kent kentucky kenya kenyan kepler
    kerala kern kerr keyboardist keynes kgb khalifa khmer khorasan khyber khz ki kia kiara kidd
    kiel kiev kilda kildare kilkenny kim kinase kincaid kingsley kira kirk kitchener klan klein kn
    knesset knicks knowles knox knoxville ko kobayashi kobe koch kochi kolkata koln kong koppen
    korea korean koreans kosovo kota kowalski kraft krakow kramer kruger ku kuala kun kung kunst
    kurdish kurdistan kuwait kv kw kwan ky kyiv kyoto kyrgyzstan kyushu labrador lac lafayette
    lagos laguna lahore lai laird lakers lakeside lal lamar lan lana lancashire lancaster landau
    landon lang langdon lange langley lanka lankan lansing lao laos larkin larsen larson las
    latham latin latino latvia latvian lau laude lauderdale lausanne laval lazarus lc lcd ld lds
    le lear leary lebanese lebanon leeds leger lego lehigh lehman leicester leicestershire leiden
    leinster leipzig leith leland len lenin leningrad lennon lennox leone leto letterman leung lev
    levant levi levine lew lex lexi lexington ley leyte lgbt li liang liberia libertadores libre
    libya libyan liechtenstein liga ligand ligue lil lilith lille lilly lim lima lin lincoln
    lincolnshire ling linnaeus linux lisbon lister liszt lithuania lithuanian liu liv liverpool
    livingston livingstone ljubljana llc locke lockheed logan loire lois lok loki lola lombard
    lombardy london lopez los lou lough louisiana louisville lowry lp lsu lt ltd lu lublin luc
    lucan lucha lucifer lucivar lucknow luftwaffe lumpur luna lund lutheran luton lux luxembourg
    luz luzon lviv lyon lyons mab mac macau macbeth maccabi macdonald macedonia macedonian mach
    mack mackay maclean macleod macmillan macon macquarie madagascar maddie maddox maddy madeira
    madhya madonna madrid mae mafia mag mage magna maguire mahal maharashtra mai maine mainz
    maison maitland maj mal mala malabar malacca malaga malawi malay malayalam malaysia malaysian
    maldives mali malibu malley malmo malone malta maltese malvern mana manchester manchu mandal
    mandela mandir manhattan mani manila manitoba mann mannheim manny mansfield manson mao maori
    mara marathi marche mari marin marino mario maris markham marlborough marley marne marquette
    marquez marriott marsden marseille martinez martinique maru marx marxism marxist maryland
    marylebone masjid masovian massachusetts massey massif mata mater matthews maui mauritius maxi
    maximus mayer mayfair mayfield mazda mb mba mbc mbe mc mca mcbride mcc mccain mccall mccann
    mccarthy mccartney mcconnell mccormick mccoy mcdonald mcdonnell mcdowell mcgee mcgill mcgrath
    mcgraw mcgregor mcguire mcintosh mcintyre mckay mckinley mclaren mclaughlin mclean mcleod
    mcmahon mcmillan mcnamara mcpherson mcqueen md meade meath mecklenburg medicare medici medina
    mediterranean mega mei meiji mein mel melbourne melee mellon melville memphis mendes mendez
    mendoza meng menon mer mercedes mercer merlin mesopotamia messaging messina metacritic
    metadata methodist methyl metis mets metz mexican mexico meyrick mfa mgm mhz mia miami
    michaels michigan mick micro microsoft middlesbrough middlesex middleton middletown midfield
    midfielder midi midwest mig mikey milan milano milford milne milo milwaukee mimi mina minas
    mindanao minerva ming minh minneapolis minnesota minogue minsk miocene mir mirza mississippi
    missouri mit mitochondrial mitsubishi mixtape mk mla mlb mls mma mmm mn moe moffat mohawk moi
    moines mojo moldova molina monaco monday mondays monde mongol mongolia mongolian mongols
    monmouth monroe mons mont montagu montana montane montenegrin montenegro monterey monterrey
    montevideo montpellier montreal montrose moore mor morales moran moravian moreno mori morley
    mormon moroccan morrison morse mort moscow moses motorola motorsport motorsports motown
    mozambique mozart mp mps mr mri mrna mrs msc mt mtv mueller mughal muir mukherjee muller
    mumbai munchen mundo munich munoz munro munster murdoch musee museo musica musik musique
    muslim muslims mussolini mv mvp mw mx myanmar myers mysore myspace naacp nacional nad nadu
    naga nagar nagasaki nagoya naia nairobi nak nakamura nam namibia nan nana nanjing nano nantes
    napier naples napoleon napoleonic napoli nara narayan nas nasa nascar nash nashville nassau
    nasser nat nationale nato navajo navarre navarro nawab nazareth nazi nazis nba nbc nbl nc ncaa
    ndp ne nebraska nec nee negro nehru neo neolithic nepal nepali neptune nero nes ness netflix
    netherlands neue neumann neuroscience nevada neville newark newbury newcastle newfound
    newfoundland newman newmarket newport newsweek newtown nfc nfl ng ngc ngo ngos nguyen nh nhl
    nhs ni niagara nic nicaragua niccolo nicholls nichols nicholson nielsen nietzsche niger
    nigeria nigerian nightstand nike nikolay nile nilsson nintendo nippon nissan nixon nj nk nl nm
    nme nmi nobel noctuidae noir nokia nord nordic norfolk norma norman normandy norse norte
    northampton northamptonshire northumberland norton norway norwegian norwich norwood nothin
    notre nottingham nottinghamshire nouveau nouvelle nov novak november novgorod novi novo np npr
    nr nrhp nrl ns nsa nsw nt nueva nuevo nunez nur nuremberg nw nwa ny nyc nyu nz oakland oakley
    oaxaca ob obama obe oblast oceania och ochreous oclc oct october oder odessa odi odin odisha
    og ogden ohio oilers okinawa oklahoma ol oldham olds ole oliveira olsen olson olympia olympiad
    olympian olympic olympics olympus om omaha oman onboard ono onstage ontario oregon org oricon
    orion orlando orleans oro orr ortega ortiz orton os osaka oslo ot otago otis ottawa ou outta
    owens oxfordshire pac packard paddington padma padua pak pakistan pakistani palais palatinate
    palatine palermo palestine palestinian palestinians pali palma palmer palo panama panchayat
    pandit pandora panzer papua paraguay paralympic paralympics parana parc paris parisian parker
    parkinson parma parramatta pasadena paso patel paterson patna patterson patton pau paxton
    payne payton paz pba pbs pc pcs pe peabody pearson pedersen pegasus pei peking pembroke pena
    penang pendleton peng penn pennsylvania pensacola pepsi peptide pere pereira perez perkins
    perrin persia persian persians perth peru peruvian peshawar peterborough petersburg petersen
    peterson petit peugeot peyton pga ph phd phelps phi philadelphia philippines philips phillies
    phillips php phylogenetic pia pic picasso pickering piedmont pinyin pisa pitt pittsburgh pius
    planck plata plato platt playstation plc pleistocene pluto plymouth pmid poe pointe pokemon
    poland polgara polk pollard pollock pomerania pomeranian ponce pont pontiac poole por porsche
    porte portland porto portsmouth portugal portuguese postseason potomac potsdam pounder pow
    powell powerplant poznan pr pradesh prague prasad prc prem premiership premio presbyterian
    prescott preseason presenters presley preston pretoria pri prima primera primetime princeton
    prix projective protege proto provence prussia prussian ps psi ptolemy pts pu puebla puerto
    puget pulitzer pune punjab punjabi punta purcell purdue putin putnam pv pyrenees qaeda qatar
    qb qc qi qin qing qu quaker quakers quan quebec queensland quezon qui quincy quinlan quinn quo
    qur quran ra raaf radcliffe rae raf rai rainer raion rajasthan raju raleigh rama ramirez ramos
    ramsay rana rancho rand rani rankin rann rao ras rb rbi rbis rc rca reacher reagan rearview
    rebranded rec redding reddy redesignated rees reg regan regina regis rei reich reid
    reintroduced relaunched remastered remington remix remixed remixes ren renault reno res retro
    reuters rex rey reykjavik rf rfc rhine rhineland rhode rhodes rhodesia rhone ri riaa ric rica
    rican richards richardson richmond richter rico ridley riga ringo rio rios ripley ritter
    rivera rms rn rna ro roanoke robb robbins roberts robertson robinson robson roc rocco rochdale
    roche rochester rockefeller rockies rockwell rodgers rodriguez roi rollins rom roma romanesque
    romani romania romanian romanized romano romans rome romero romney ron ronin rooney roosevelt
    rory rosario rosen rosenberg rosenthal ross rossi roth rotherham rothschild rotterdam rouen
    rourke rousseau routledge rowan rowe rowland roy royale rpg rq rr rt ru rubin rudd ruiz rus
    russ russia russian russians russo rutgers rutland rv rwanda ry ryder ryu sa sabah sabbath
    sabha sachs sacramento saddam sadler saetan sahara saharan sai saigon sainte sakura sal
    salamanca salazar salem salford salisbury salle salvador salzburg sami samoa sampson samson
    samsung sanchez sanford sanjay sanskrit sant santa santiago santo santos sao sar sarajevo
    saratoga sarawak sardinia sargent sas saskatchewan saskatoon satan sato saturday saturdays
    saturn saudi saul saunders savoy saxe saxon saxons saxony sb sbs sc scala scandinavia
    scandinavian scarborough scarlett schleswig schmidt schneider schubert schultz schumacher
    schumann schuster schwartz schwarz sci scientology scotia scotland scots scottish scranton
    scully sd se seahawks seattle sega segunda seine selangor selma seminole semitic sen seneca
    senegal sentai seo seoul sep sept september ser serb serbia serbian serbs serie serra seton
    severn sevilla seville seychelles sf sg sgt shakespeare shan shandong shang shankar shapiro
    sharif sharma sharpe shaw shay shea sheffield shelby shen sheng shenzhen shepard sheppard
    sheridan sherlock sherwood shetland shi shia shifter shifters shiva sho shortlisted showtime
    shreveport shrewsbury shri shropshire si siam siberia siberian sichuan sicilian sicily sid
    siegel siemens siena sienna sikh sikhs silesia silesian silva sima simi simmons simpson
    simpsons sinai sinatra sinclair sindh singapore singh sinn sino sioux sirius sk ska skinner
    skopje skye sl slater slavic sloan sloane slovak slovakia slovene slovenia slovenian sm
    smackdown smashwords smithsonian sms smyth snyder soc societe socio socrates soho somali
    somalia somerset somerville somethin somme songwriting sonora sony soo sorbonne soto sousa
    southampton southend southland southport souza soyuz sp spain spaniards spanish sparhawk
    sparta spartak spartans spd spence spencer spielberg spokane spp springer springfield
    springsteen sql sr sri ss ssr stade stadion staffordshire stakeholders stalin stamford
    standalone stanford starbucks starr staten ste steele steelers steiner stella stephens
    stephenson stevens stevenson stil stirling stockholm stockport stockton storyline storylines
    storytelling strasbourg stratford strauss stryker sts stu stuttgart styx su suarez subdistrict
    subfamily subgenus subsp subspecies substrates subunit sud sudan sudanese sudbury suez suffolk
    sufi sui sul sulawesi sullivan sumatra sumner sundance sunday sundays sunderland sunni
    superfamily superhero superliga sur suriname susquehanna sussex sutherland sutra sutton suv
    suzuki sv sw swansea sweden swedish sweeney swindon swiss switzerland sy sydney sykes syn
    synth syracuse syria syriac syrian ta tacoma taekwondo taft tai taipei taiwan taiwanese
    tajikistan tak takahashi tal talbot taliban tallinn talmud taluk taluka tamil tampa tanaka
    tanzania tao tarzan tasmania tasmanian tata tatar tate tatum tau taunton tavi taxa taxon tay
    taylor tb tbilisi tc tchaikovsky td te teatro teddy tehran tehsil telangana telenovela telugu
    temeraire templar tennessee ter terra terre terri tesla tess tex texans texas tha thai
    thailand thames thayer themed thessaloniki thomson thor thorne thornton thorpe thursday tia
    tian tianjin tiberius tibet tibetan tierney til tim timor tipperary tirana tis tito titus tko
    tn tna tnt tobago toby tod togo tokugawa tokyo toledo tolkien tonga torah tori torino toro
    toronto torre torres tortricidae tory tottenham toulon toulouse townland townsend townsville
    toyota tq tr tracy trafford tramway tran transgender translit transvaal transylvania travers
    tre trent trenton tres tri triassic trier trieste trinidad tripoli trois trojan trondheim
    truman tt tu tucson tudor tuesday tulane tully tulsa tung tunis tunisia tunisian turbo turin
    turing turk turkic turkish turkmenistan turks turnbull tuscany tv tx ty tyler tyne tyrol ua
    uae uber uc uci ucla ud uefa ufc ufo uganda uhf ui ukraine ukrainian ul ulster ulysses umm una
    uncredited und undead underway underwood undrafted une unesco unicef unicode unincorporated
    unionist unitarian universidad universite unix uno uppsala upton urbana urdu uruguay uruguayan
    usa usaf usb usc usd usl uss ussr ut uta utah utc utrecht uttar uv uzbekistan va val valencia
    valkyrie valle vance vancouver vanderbilt vanuatu vargas vatican vc vedic vega vegas venetian
    venezuela venezuelan venice ventura venus vera veracruz verde verdi verlag vermont vernon
    verona versa versailles vfl vhf vhs vic vichy vickers victoria victorian vida vidal vidhan
    vienna vietnam vietnamese vijay viking vikings vila villiers vilnius vimes vin vinci vip
    vishnu vita vitro vivo vo vogel voivodeship volga volkswagen volta volvo von voss vox vp vr vt
    vu vuelta vulcan wagner wah wai wainwright wakefield wal walden walkover waller wallis walsall
    walsh walt walters walton wang warrington warsaw warwick warwickshire washington wat waterford
    waterloo watford watkins watson wayne wb wc wcw webb webber weber webster wednesday wehrmacht
    weimar weiss welles wellesley wellness wembley wentworth wes wesleyan wessex westchester
    westfield westminster westphalia westwood wexford wharton whig whitaker whitehall whitehead
    whitman whitney wichita wien wigan wii wikipedia wil wilcox wilde wiley wilkes wilkins
    wilkinson williams williamsburg williamson willis willoughby wilmington wilson wilton
    wiltshire wimbledon winchester windsor winfield winkler winnipeg winslow winthrop wisconsin
    wnba wo wolfe wolff wolverhampton wong woodrow woodstock woodward woolf worcester
    worcestershire wr wrestlemania wrexham wta wu wurttemberg wwe wwf wwii www wyatt wynn wyoming
    xbox xiang xiao xinjiang xl xml xp xu yale yamaha yamamoto yan yang yankee yankees yao
    yarmouth yates yellowstone yemen yeomanry yer yerevan yi yiddish yin ymca yokohama yong yoo
    yoon york yorker yorkshire youtube yu yuan yucatan yue yugoslav yugoslavia yukon yun yunnan za
    zagreb zambia zane zaragoza ze zealand zee zeke zeus zev zhang zhao zhejiang zheng zhou zhu
    zimbabwe zimmerman zion zionist zoe zu zulu zur zurich
    """.split()
)
# Ordinary words that the vocabulary has in several pieces.
MORE_ORDINARY = frozenset(
    """
    abalone abase abattoir abeg abide abject aborted absconded absentee absolution abt abutment
    accompanist accountancy accrues acct ach acknowledgements acknowledgment acrobats actuary
    acupuncture adhesive adhesives adjournment adjuster admin admixture adore adores advert
    advertise advertisers adverts aerobics aeroplane aff affidavit afresh aftercare aftershave
    agbada agronomist aircon airmail ajar alcove alibi allergen allergens allergies allergy
    allotment alpaca alpacas alphabetical alternator amiss amma amphitheatre amuses anaesthesia
    anaesthetic anaesthetist analyse analysed analyser anchovies anchovy anecdote anew anneal
    annoy annoys antihistamine anvil anyhow apologise apologised apologises apologising apostille
    apostrophe appended appendices applauded appliance appraisal approx appt aquavit arbitrate
    arent argon arisen armrest arrears arvo asap asparagus assay assembler assessor asst asthmatic
    astray astrologer atelier attaché attentively attn attribution aunties aunty auspicious
    authorisation authorisations authorise autocomplete autopilot avocado avocados awfy awning ay
    ayurveda baboons babysitter babysitting backdated backdating backend backlog backpacker
    backpackers badmouthed badmouthing bagels bagpipe bagpipes bailiff bake bakes bakkie bakkies
    baklava bale baler bales baling ballerinas ballpoint balm bandleader bangles banister banter
    barcode barista barmaid barman barometer barometers barrack barracuda basmati bassi bathmat
    batik batty baubles bawl bawling bcc bead beading beater bedbug bedbugs bedlam bedtime
    beehives beekeeper beekeepers beep beeped beeswax beet beets befallen beggar beginner
    beginners bellowing bellows benchmark benchmarks bequest bereaved bereavement besom beware
    bhai bib bibs bickering bidder bidders biggie billiards binder binders bindery bins
    biodegradable biopsies biopsy birdbath biro biscuit bistro bitcoin blacklisted blazer bleach
    bleached bleaches bleat blender blether blight blighted blinder blip blister blistered blob
    bloke blokes blotchy blotting blower blowers blowups blunder blurb blurry blurting boarders
    boardrooms bobbin bodega bodice bonjour bonsai bookkeeper bookkeepers bookkeeping bookseller
    bookshop borehole botched bottleneck boudoir bouncy braai brag bragging braille bras brassy
    breakage breeder breezy bricklayer bridal bridesmaid bridesmaids bridezilla bridle brie brim
    brine broach brochure brochures brokerage brooch brooches broth brownies bru brunch btw bubbly
    budgie budgies bugger buggy bulkhead bulldozer bums bung bungled bungler buns buoy burgled
    burner burners burnout burp burs bursar businesslike busybody buts buttermilk buttonhole
    buyout buzzer bygones bylaw byline caffeine café cafés calculator calibrate calibrated
    calibration caliper callback calligrapher calligraphy calmer calories calorific calving
    calypso camellias camper campfire campsite canapés candlelight candlestick candlesticks
    candour canister canisters cannery cant caption captioned captions caramel carat carburettor
    cardigan cardiologist cardiology caregiver caregivers carer carers carnations carpentry
    carport carports carton cartons carve carves cashew cashier cashiers cashmere cask cassock
    castors catamaran catamarans cataracts catchy caterer caterers catheters cathode cattery
    cauliflower caulking caustic celebrant cellist cellists cellophane censor censored centimetre
    centrepieces centrifuge centrifuges cept cert certifies certs cession chainsaw chairwoman
    chalet chambermaid chambermaids chamomile chandelier changeover changeovers chanters chap
    chargeback charger chastened chatbot chatty cheapskate checker checklist checklists checkout
    cheddar cheeky cheery cheesemaker cheesy chemo cheque chequebook cheques chessboard chewer
    chickpeas chiffon childcare chiller chillers chilli chippy chiropodist chiropody chisel chives
    chlorinator chlorine chopsticks christened christening churn chutney cider circularity
    claimants clammed clamp clamping clamps clams clarification claro classy clatter clematis
    climber clipboard clippers clippings cloakroom clockwork cloister clunk cobbled coeliac
    cofounder colic collie comma commas commiserate commodes comms complainer complimentary
    compost concede concertmaster concierge concise condolence condolences condominiums conduit
    confetti confidentiality config configure confirmatory confrontational congested congratulated
    conscript consequential conservator considerate consignment construed consumables contingency
    contradict contradicted contradicting contrite contrition conveyor cookbook cooker cookout
    coolies copywriter cordial cordon corrective cos cosy couldnae couldnt couldve counsellor
    counterclaim counterexample counterpoint counterpoints counterweight coupon coupons courteous
    cowardice coworker crabby cracker crackers crackling cranky crass crave crayfish crayons creak
    creaks creamery creased crematorium crepe crestfallen crib crimps cringe cringing crinolines
    crisper criticizes crockery croissant croquembouche croquettes crosser crossword crosswords
    crumble crutches crybabies crybaby crystallised crèche crèches cucumbers culpa culprit
    culprits culvert cupcakes cuppa curio cuss cussed custard cuter cutlass cutoff cutover dads
    daft dahlia dahlias dairyman damper dampers darken darn dartboard datum dawdled daycare
    dazzled dazzles deadbolt deadlock dealership dealerships dearer deathbed debit debtor decaf
    decibel decibels deckhand decorator decorators dedicate deduce deductible deduction deductions
    dehumidifier dehumidifiers dehydrated delete deli delicacy delicatessen demented demurrage
    dentures deplore deplored deprecated depreciate depreciation dept desist desolated detergent
    detergents dev deviated dey diabetic dialysis diapers dictate dictating didnt dietician
    dietitian dignified dignify diligence dilute dimmer dimmers dine dinghy directress dirhams
    disavowed discourteous disheartened dishwasher dishwashers dispatcher dispatchers dispensary
    dispenser disposables dividend dividends doable docket docketing dockets docs dodgy doer
    doesnt doggy dollhouse dont donuts doorman doormat dormer dosage doughnut doughnuts downgraded
    downtime dozed drabs dram drapes dreamt drench dressmaker drier driers dries drinker drizzle
    droll drooled drumstick dryer dryers drys dud duffer dumplings dumpster dungarees dunno duplex
    durian dustbin duvets dyslexic earful earner earshot eejit eggshells eightieth electrician
    electricians embargo embargoed embarrass embroider embroidering emcee emoji emojis encl
    enclose enclosing encrypted engrave enlargements enquire enquired enquires enquiries enquiry
    enrolment errands erred errs escalate escalation escrow espresso estimator etiquette eulogy
    euthanasia everlasting ewe ewes exaggerates exaggerating exaggerations excavator excite
    exclamation exclusivity exec execs executor exes exhibitor exhume expire expiring expiry
    exporter exporters ext extinguisher extinguishers extractor eyeball eyelash eyesight
    facilitation facilitator fada fag falconry fanciful farted farthest fascia fathom fax fedora
    feeble fella fellas femur fermented ferret ferrets fertiliser fete fewest fiancé fiancée
    fiasco fib fieldwork fiftieth filler fillet fingerings fingernail fingerprint finisher fintech
    firefighter fireman firewall firewalls firewood firmer firmware firs fishbone fitter fitters
    fiver fixable fixer fizz flak flakes flamenco flamingos flan flange flapjacks flask flasks
    flatmate fleece fleeces flimsy flog floodgates floorboards florist florists flowerpot flue
    fluffed flustered foaling fob fobbed fobs fodder foggy footbridge footer footfall footnote
    footnotes footpath footwear footy forager forecourt foremen forenoon foresee foreseeable
    foreseen foresees forester forgave forklift forklifts formalities formality formulae fortieth
    fortnight fortnightly forwarder fragrant framer freckle freckles freebie freebies freehold
    freeholder freelancer freelancers freezer freezers fresher fret fretting fri frighten
    frightens frock frocks frosty fryer fryers fudge fume fumes fumigated fumigation fuming
    furgone furs fusspot fussy fyi gabbling gaffer gait gallium galloping gals galvanised
    galvanising gangway gargoyles garnet garter gasket gaskets gateman gatepost gauze gazebo
    gelatine gelding genset gent gents geothermal geraniums geriatric germinated germination
    geyser gimme ginseng giraffe girth girths gist git glaze glazier glazing glitch gloating
    glossary glovebox gluten gnaw goalie goatherd gob gobsmacked godmother godson goldfish gondola
    goodie goody gosh govt gracias gracious grader grandad grandchild granddad grander grandkids
    granola gratis graveside gravestone gravy greener grievance grievances grieve grieved grieves
    grieving grinder gringo grocer groggy groomer groundsman grout grouted grouting grovel
    groveling grovelled grovelling grovels grower growers grubby grudge grudgingly grumble
    grumbles grumbling grumpier grumpy gst guesser guesswork guesthouse guideline guillotined gull
    gulls gully gummy gums gunny gutter gutters gyms habibi haddock hadnt haemorrhoid haggle
    haggled haggles haha haiku hailstorm haircut hairdresser hairdressers hairline hairlines hake
    halal halter halve halved hammock hamper hampers hamsters hamstring handbag handmade handouts
    handover handrail handset handshake handshakes handwritten handyman hangers hangover hanky
    hardbacks hardener harpist harvester harvesters hashtag hasnt hassle hassling hatchery haulage
    hauler haulier havent hazelnut headboard headcount headhunter headmistress headphones headset
    headsets headstone headteacher headteachers hearer hearse heartbroken heartfelt heater heaters
    heatwave hectic hedgehogs heifer heifers heirloom heist helpdesk helper helpers helpline hemp
    hems henceforth hens herders hereafter hereby herewith hernia hertz hes hibiscus hiccup
    hiccuping hiccups hija hijacked hiker hikers hindrance hindsight hinge hinged hippie hiya hob
    hoe hoist hoists holler homeowner homepage honeymooners honorifics hoodie hoodies hoof hooting
    hoots horoscope horsebox horsehair horsewhipped horsey horticulture hothead hotheads hotline
    houseboat housekeepin housekeeping howler howlers howsoever hrs hubby hubcap huffy humbly
    humiliate humility hump hun hunch hungover hydrangea hydrangeas hydroponic hydrotherapy hyena
    hygienic hygienist hygienists hygrometer hymnals hypermarket hypnosis hysteric ibuprofen icing
    id idempotent idiom idiomatic idk ifs illiterate im immerse imo impertinent importer importers
    imposition impounded improvise inbox incl incontinence incubators indemnify indemnity indie
    indulge influencer informative ingress inhaler injects inks innkeeper inns inquire insomniacs
    installer installers instalment insulators insurer insurers integrator intercom intercoms
    interlock intermission interrogate interviewer intimation intranet intrusive inv inverter
    ironmonger irregularity irrigated ish isnt itch itches itching itchy itemised itemized iterate
    itinerary itll ive jab jackdaw jamón janitor jerky jetty jeweler jeweller jigsaw jilted joiner
    joinery joist joists jollof jot journo juggle jute kaftan kaju karaoke katli kayak kayaks
    kebabs keg kegs kennel kennels kente keratin kerb kerbs kerosene ketch keyword kielbasa kiln
    kilo kilos kinder kindling kiwis knead kneel kneeled knitters knitwear koi kopi kosher kr
    kroner kronor labourer lacquer ladles ladyship lag lager lah lain lakh lakhs lament lamented
    laminate laminated lamppost landladies landlady landline lanyards lapse larch lard lasagna
    lasagne lassie lassies latex lathe latte laundered launderette layman laymen layoffs leaflet
    leathery lechon lectern leftover leftovers legalese leggings leggy legible lemur lender
    lenders lentils leotards leper lets letterbox letterhead lettuce lettuces leveller liao lice
    lien lighten lilac limelight lingerie linkedin linseed lint lintel lintels liquidated
    liquidity lira livestream livid llama llamas lmao loader loaner loaners loathe loaves
    localisation locket locksmith locum lodger logbook logbooks logger loggers login logins lol
    lola loo lookalike loom looms lopped lopsided lorries lorry loudspeaker lousy lubricants lug
    lukewarm lunchbox lunchroom lunchtime lupus lute lutes lye maar macarons macaroons madder
    magnifier magpie mailbox mailboxes mailer mailshot mainframe malt malting mam mamma mammy
    mangled maniac manicure mannequin mantel manure mariachi marigolds marketer marmalade marquee
    marquees marvellous marzipan mash matchbox matinee matrimonial matron matrons maw max maxima
    mayonnaise mea meddling mediator medicated melon melons meltdown meme memes memorise memorised
    mend mended mending mends mentality mercifully meringue meself methadone mezzanine mgr
    microchip micron midweek midwife migraine mileage milker millennial millet millimetre min
    mince minestrone minibar minibus minibuses minimises mins misc miser miserly mishap mislay
    misled misspelt missus mites mitigating mitosis mitre mitres mixup moderation modernisation
    modernised moisturiser molars molehill mollified monologue monosyllables mop moped mopped mops
    morn moro moron morphine mortem mortified motorbike motorbikes mould moulded moulders moulding
    moulds mouldy mourner mourners moustache mover movers mow mowed mower mowers mowing mown
    mozzarella msgs mtg mucked muddle muddled muddles mudslide muesli muffed muffin muffins mugs
    mulberry mulched mums mundu mush mussel mussels mustn mutable métier nae naebody nag naira nan
    nappy naps narcissist narked narky nativity naught nd neater neckline needn negligent
    negligible negotiator neighbor's neutered newel newlyweds ngl nibble nicer nicest niggles nil
    ninetieth nip nipped nite nits noes noodle normalised nosy notarized notary notepad notify
    nought nowt nozzles nudge nudges nuisance numeral nunnery oar oars oat oatmeal oats obit
    obliges obligingly occupancy oclock oculist odometer odour offend offsider oga oke ombudsman
    omelette omen omens omg omission oops oot optician opticians oratorio organiser organisers
    orthodontist orthopedic ostrich ouch oud outage outbid outbox ovation overdid overdo overdue
    overpay owt pacify packer paddock paddocks padel padlock paediatric pager pagers pails palaver
    pallet pallets pals pancake pancreas pandemic pane panettone panicking pans pantomime pantsuit
    papayas paralegal paralegals paraphrase parasol paratrooper parboiled parentage parishioners
    parka parlour parlours parquet parsley partway paternity pathologist patronised patter payable
    payasam paychecks payday payer payers payout payouts payslip payslips peacemaker pectin pedant
    pedigree peep peeved peewee pegs pellets pelvis penance pence pensioner pensioners peon
    peonies peons peony perfectionist pergola perky perm pero personalised pesos pester pestered
    pestering pesters pews pharma pharmacist pharmacists pheasant phishing phonecall photocopier
    photocopy photogenic photosynthesis physio physiotherapist physiotherapy picker pickers pickle
    pickles picky pics pies pigeonhole piggy pigsty pilates pilau pillowcase pillowcases pineapple
    pineapples pinholes pint pints pipework pistachio pivot pivots pizzeria placeholder plait
    plaited plaiting plantain planter planters plasterboard plasterer plasterers platter playlist
    playroom pleats pliers plinths plough ploughed plover pls plugin plumb plumber plumbers ply
    poach poached poaching podiatrist poi polarity policyholder policyholders polisher politest
    polyester polystyrene pompous pon pontoon poodle posh postbox postcard postcards postcode
    postcodes postman postmortem postpone powdery ppl ppm practise practising praline pralines
    pram prawn prawns preferably prenup prepay pres presume pricey pricier primer printout
    printouts prioress prob probate processional procured prod prof professionalism projectionist
    projector projectors prolong pronounce proofread proofreader proofreading proprietress
    prosecco prospectus prosthetic prostrate prouder proverb proverbs provocation prune pruned
    pruning psoriasis psst publican puffins pullets pulley pullover punchier punchy punctual
    punctuality punctually punctuation puncture puny pups purchaser purer purifier pusher pushover
    pushy pussyfooting pyjamas qty quadratic quarantine questionnaire quiche quid quilters quince
    quinceañera quinces quirks quotation raccoon racket radiator radiators radiologist radiology
    raffle raincoats ramble rambler rambling rancher rand ransomware rant ranting rapt raspberries
    reaffirms reais realtor realtors ream rebate rebuttal recap recliner recruiter recruiters
    rectified rectify rectifying recur recursion recut redeemable redid redo reefer reefers ref
    refectory referral referrals refrigerated refrigeration refute regex regrettably rehearse
    reimbursed reimbursement reinstate reinstatement rektor relaxer relish remittance remittances
    remitted renovating repentance reproach reps reptile rerun reservist resit restaurateur
    restorer retainer retort retriever retroactive retrofit retweets reupholstered reuse revert
    revise rhetorical riddance riled rind ringers ringleader rinse ripen ripening risotto rivets
    roadmap roadshow roadworks roaster roasters rollout roofer roofers roomier roomy rosettes rota
    router rucksack ruckus rudest ruffled rumour rump rung runny rupee rupees rusk rusks ruts
    sachet sachets sacristan sacristy saddened saddens sadder saddler sadistic safest saffron
    sagging salespeople salesperson saleswoman salmonella salutation samovar sampler samplers
    sanction sandbar sandbox sander saplings sardine sardines saree sarees sari saris satay saucer
    sauna sawdust sawn scab scaffold scaffolders scaffolding scald scam scammer scampi scarcity
    scatter sceptical scheduler schnapps schnauzer schoolbooks schoolboy schoolchildren
    schoolgirls schoolmistress schoolteacher scold scolded scolding scone scones scooter scorch
    scorched scoreboard scorecard scoured screed screenshot screenshots scribble scrubber scruffy
    scuff sealant seamstress seamstresses seaplane seasick seaweed secs sedation seedlings
    segmentation segue seh selfie selvedge semaphore semen semicolon semicolons sender septic
    septum sequins serviette servile servo seventieth severance sevice sew sewed sewn sews sexton
    shabby shackle shackles shaker shambles shampoo shampooed shan sharper shawl shearer shearers
    sheepdog sheepskins shekel shekels shellfish shelved shes shilling shipbuilder shipper shocker
    shod shoddy shoebox shoelaces shopfront shopkeeper shortbread shortchanged shortcomings
    shorten shortfall shorthand shortlist shouldve showroom shrank shredder shrinkage shrunk
    shrunken shtum shushed shutdown siao sicker sideboard sidelined sieve sieved signatories
    signboard signposted signposts silage silicone silkworms sill silo silos simmered simplify
    sincerest sinner sisal sitter sixtieth skid skim skimped skimps skinflint skis skittish
    skylight slacker slagged slander slats slaughterhouse sledges sleepwalker sleet sleigh
    slideshow slippers sloes sluice slumlord slur slurry slush smear smelt smog smoker smoko
    smoother smudge smudged snag snagged snagging snags snapper snappy snarky sneeze sneezed
    snippy snitch snobs snooty snotty snowflakes snowstorm snubbed snug soak sod sodded sods
    soften softener softening softens softy soldered solicit solicitation sombrero sommelier
    sopping soppy sorters sou soundproofing sourdough sourdoughs souvenir spam spaniel spaniels
    spanner sparkler sparklers spas speakerphone speciality speck spectrometer speculate spelt
    spewing spilt spinach spindle spindles spleen splint splurge spoilers spoilt spooked spout
    sprained sprayer sprayers spreadsheet spreadsheets sprinkler sprinklers spritz sprouting
    squeaky squeal squealing squint squirm squirming staffroom stag stairlift stamina stammer
    standstill standup stank stapler starch starched startle stationery statistician staves stead
    steakhouse stencil stenographer stent stents sterilisation sterilisers sterilizer sterilizers
    sterilizing sticker stickered stickers stickler stingy stinker stipend stoneware stonework
    stopcock stoppage stopwatch storekeeper storeman storeroom storks storyboard strainer
    strangest strategist streaky strenuous stretcher stretchy strobes stupider stylist stylists
    subcontract subcontracted subcontractor subcontractors sublets subs subscribe subscriber
    subscriptable substation subtitle subtitles subtitling succulent suction suing sulk sulked
    sulking sulks sulphuric summarise summarised sump sundial sundown sunflowers sunroof superglue
    superstitious surcharge sutures swabs swag swatch swatches sweeper sweepstake sweeten
    sweetener sweetens switchboard swopped syllabus sympathise synchronised syringes sysadmin
    tablecloth tablecloths tabs tachograph tacky taco tact tactful tactless tailgate takers
    talkative talker tamales tannery tapenade tapir tapirs tare tarmac tarmacked tarot tarp
    tarpaulin tarps tart tarts taster tasters tasty tattooist taverna tbh teacup teak teal teapot
    tearooms teas teatime teetotal tel telly telt temp temping tenancy tendons tepid termites
    tester testers testimonial testimonials thatch thatched thatching thats thaw thawed thaws
    theorise theres thermodynamics thermometer thermometers thermos thermoses thermostat theyd
    theyll theyre theyve thirtieth threshers thrice throughput thru thunderstorm thx thyme tiara
    tic tickle tickled tiffin til tiler timesheet timesheets timestamp timestamps timpani tins
    tinsel tint tiptoeing tiramisu tita tmrw toaster toddler toddlers togs tomoz toner tonite
    tonnage tonne toolbox toothbrush toothpaste topsides tortilla tortoise tote totes touchy
    tougher townhouse tradesmen trampled trampoline transcribe transformer transom transporter
    transposed trawler trawlers treacle treadles treadmill trellis trestles triage trifle trifles
    trifling trimmer trod tropics troublemaker troublesome trousseau trowel truancy trucker
    truckloads truer truffle truffles trustworthy truthfully tubs tulips tummy tuner tups
    turnaround turnarounds turnip turnstile tutorial tutus tweak tweet tweeted twigged twill twine
    twos txt typesetter typesetting typist typo typos ukulele ull ultrasonic umlauts uncut
    underbid underlay understandably undid unhinged uni unilaterally unrepentant unsay unset
    unsubscribes upholsterer upholstery uppermost urinated urn urns usability usted ute vaccinated
    vaccination vaccinations vape vapour varnish vat veg vegan vegans veggie vending veneer
    ventilates ventilator ventilators verbatim verger vermin vernissage vestments vestry vets vex
    vexed vexing vibrate vigil vignette vigour vintner vintners viscosity voicemail voicemails
    voiceover volt vouch vouched voucher vouchers vous wafer wafers waffle waffles wager wahala
    wailing waistcoat waive waiver waiving wallpaper wangle warpath warranty washer washers wasnt
    wasters watchman watercolour watermark watermelon waterproof watertight waybill waybills wean
    weans webinar webinars weds weedkiller weepy weevil weevils weighbridge weirder weld welder
    welders werent wey whack whats whatsapp whatsapps wheelbarrow whiff whining whiplash whippet
    whirlwind whit whiteboard whitefish whitening whittles whodunnit wholeheartedly wholesaler
    wholesalers wholesome whos whys wicker widget widower wifi wigs wildflower wildflowers wilt
    wilted winch windfalls windowsill windscreen wipers wiser wisteria withheld wk wks wobble
    wobbling woe wonky wont woodwork woof wordings wordy workaround workflow workload workmanship
    workmen workstreams worktop wot wouldnt wouldve wove wrapper wrench wretched wriggle wriggling
    wring wrinkle wristband wristbands wrongdoing wrung xmas yaks yam yams yearling yellower
    yesterdays yew yoghurt yoghurts yogurts yolk yolks youll youngster youngsters youre yous youve
    yr yrs yuh yule zilch zloty zonal zoos zł złoty
    """.split()
)
