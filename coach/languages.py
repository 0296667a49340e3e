"""Which language a message is written in, told by its commonest small words.

Six are known besides English, because people write to the coach in them: French, German, Spanish,
Portuguese, Hindi in Latin letters mixed with English, and Japanese. The coach works in English and
says so to them in their own language.
"""

import re
import unicodedata
from collections.abc import Sequence

ENGLISH = "en"
"""What a message counts as when nothing speaks for another language."""

# So many small words, and such a share of all words, speak for a language; fewer when they are denser.
_LEAST = ((3, 0.16), (2, 0.25), (1, 1.0))
_LEAST_KANA = 2
# Words of English that are common in none of the others.
_ENGLISH = frozenset(
    """the and of is was were are be been with that this it its they he she you your his her their our my
    we what when how why who which not but from at by an have has had do does did will would should
    could can about there them him us if or out up so just because after before then than""".split()
)
# Without their accents, as people type them; words that English has too are left out.
_SMALL_WORDS: dict[str, frozenset[str]] = {
    "fr": frozenset(
        """je tu il elle nous vous ils elles le la les un une des du de et est sont ai avons avez ont etait
        c'est j'ai qu'il qu'elle n'a n'est pas ne plus que qui quoi dans sur pour avec mais ou donc mon ma mes
        sa ses notre nos votre vos leur leurs ce cette ces lui depuis comment pourquoi quand faut fait
        faire dois puis veut suis ete tout tous rien jamais encore trop bien tres aux au chez bonjour
        salut merci""".split()
    ),
    "de": frozenset(
        """ich du er sie wir ihr es der das den dem des ein eine einen einem einer eines und ist sind
        waren habe haben hatte nicht kein keine mit von zu zum zur auf fur aus bei nach seit uber
        unter wenn weil dass wie warum wann mein meine meinen meinem meiner unser unsere sein seine ihm
        ihn ihnen uns mir mich sich noch schon aber oder auch nur jetzt immer soll kann muss wird wurde
        wieder im vom hallo guten danke""".split()
    ),
    "es": frozenset(
        """yo tu el ella nosotros ellos ellas los las un una unos unas del y es esta estan estaba fue era
        hemos ha han habia que quien por para con pero o mi mis su sus nuestro nuestra le les lo se
        nos muy ya desde cuando como porque hace hacer hago tengo tiene puedo debo quiero dijo hay
        todo todos nada nunca ahora entonces sin sobre mas al cliente clienta hola buenos buenas gracias""".split()
    ),
    "pt": frozenset(
        """eu voce ele ela nos eles elas os um uma uns umas da dos das na nos nas e esta estao
        estava foi era tenho tem temos tinha nao que quem por para com mas ou meu minha meus minhas seu sua
        nosso nossa lhe se muito ja desde quando como porque faz fazer posso devo quero disse ha tudo
        todos nada nunca agora entao sem sobre mais ao pra pro ta dele dela isso ainda ola oi
        obrigado obrigada""".split()
    ),
    "hi-en": frozenset(
        """hai hain nahi nahin kya ko ka ki ke mein maine mujhe mere mera meri humne hum humein hamara hamari
        usne unhone unko usko uska unka wo woh ye yeh kar karna karu karun karo kiya raha rahe rahi hoon hun
        ho tha thi bhi toh aur par lekin ab abhi kaise kyun kyu kyunki gaya gayi gaye diya liya bola bolo
        bahut phir tak wala wale wali aap unse isse jab tab kuch koi nhi h ne pe yaar arre bas baad saamne
        poori poora roya rone jata jaata sab isliye haan accha acha kaam aaj kal din jo jiska apna apne apni
        karne karta karti karte rakha rehta sirf pehle matlab warna namaste""".split()
    ),
    # Known only so that it is not taken for Spanish.
    "it": frozenset(
        """il lo gli i di che non per con ma mi ha ho una sono del della dei delle nel nella cosa come dopo anche
        alla al ai suo sua loro questo questa piu ancora quando perche cliente lui lei noi era stato""".split()
    ),
}
# What people write of to the coach, for messages too short to hold small words; none of them English.
_MATTERS: dict[str, frozenset[str]] = {
    "fr": frozenset(
        """clientes devis facture factures facturation mauvais mauvaise livraison livre livree retard retards
        erreur erreurs faute fautes ratee envoye envoyee oublie oubliee perdu perdue casse cassee trompe
        trompee fache fachee furieux furieuse vexe vexee colere excuser desole desolee reponse repond
        repondu repondre reponds appel appele appeler rappeler rappele patronne directeur directrice
        rendez-vous rdv contrat chantier travaux commande commandes prix remise remboursement rembourser
        argent confiance probleme problemes semaine semaines jour hier demain aujourd'hui matin soir mois
        apres avant rien vraiment beaucoup peur honte catastrophique aide aidez aider conseil besoin
        courriel entreprise societe equipe collegue fournisseur projet annule annulee perdre garder
        reparer rattraper ecrire fini pk jsp mdr svp stp bonsoir monsieur madame gros grosse sans chaque
        deja toujours peut peux te furax enerve enervee deg bosse boulot traduction dossier commerciale
        ambiance dernier derniere premier nouveau nouvelle petit petite autre autres personne gens fois
        vite mieux parler parle demande demander attendre cru croire crois voulu vouloir veux devait
        devais avait avais etais etaient sera serait pourrait dois doit fallait mettre pris prendre laisse
        laisser passe passer sorti rentre revenu arriver partir parti trois deux quatre cinq mille que se
        suis jours sous si""".split()
    ),
    "de": frozenset(
        """kunde kunden kundin kundinnen rechnung rechnungen angebot lieferung geliefert termin termine frist
        fehler schuld schlecht falsch falsche falschen falscher vergessen verpasst verpennt verschickt
        geschickt gesendet verloren kaputt sauer stinksauer wutend verargert enttauscht beleidigt tobt
        droht anwalt entschuldigung entschuldigen entschuldige tut leid antwort antwortet geantwortet
        meldet gemeldet anruf angerufen anrufen chefin vertrag auftrag auftrage baustelle preis rabatt
        geld gutschein vertrauen beziehung woche wochen tage tagen gestern heute morgen abend monat monate
        danach vorher nichts wirklich sehr angst peinlich katastrophe dringend hilfe bitte brauche
        brauchen nachricht firma kollege kollegin kollegen projekt gekundigt kundigt kundigung absage
        abgesagt geplatzt sagen schreiben tun mache machen gemacht doppelt verwechselt beschwerde
        beschwert reklamation reklamiert verspatet zurueck fuer ueber koennen muessen waere hab nix iwie
        grad halt doch vernichtend mies ganz alles kam kommt kommen ging geht gehen wollen wollte schief
        zuruck sofort dritte erste zweite letzte neue neuen alte ganze ganzen viel viele wenig mehr
        weniger besser schlimm grosse grosser kleine hochzeit laden werkstatt fertig zeit uhr frau herr
        mutter vater leute mensch sache stunde stunden minuten jahre jahren naechste nachste gleich nie
        jemand niemand haette hatten waren bist ists gibts gehts habs diese dieser dieses jetzt eben
        einfach leider voll echt richtig krass zwei drei vier funf tausend gesagt sagt sagte wissen weiss
        glaube glaubt denke denkt steht liegt""".split()
    ),
    "es": frozenset(
        """factura facturas presupuesto pedido pedidos entrega entregue entregamos retraso errores equivoque
        equivocado equivocada equivocamos olvide olvido olvidamos perdi perdimos enviado mande mandado
        envie roto enojado enojada enfadado enfadada furioso furiosa molesto molesta disculpa disculparme
        disculpe perdon lamento siento respuesta responde respondio contesta contesto contestar llamada
        llamar llame llamo jefe jefa contrato obra precio descuento reembolso dinero plata confianza
        relacion problema problemas semana semanas dia dias ayer manana hoy noche mes meses despues antes
        mucho mucha muchisima verguenza miedo desastre urgente ayuda ayudame consejo necesito mensaje
        correo empresa equipo companero companera proveedor proyecto cancelo cancelado perder recuperar
        arreglar decir decirle escribir hablar hablarle hacerle vez dos estoy somos estamos salio porfa xq
        tb pq ustedes peor con te un q cague cagada feo fea hago hice hizo bloqueo bloqueado ganas vieja
        viejo grande pequeno nuevo nueva otro otra mismo misma cosa gente veces dijo digo dice dicen
        quiere quieren queria puede pueden podria pudo sabe saber fue fui iba voy va vamos tenia tener
        tuvo tuve esta estaba estuve ser eran sido hecho hacia mientras siempre casi tambien tampoco ahi
        aqui aca alli parece creo cree pidio pedir pido pague pagar pago cobrar cobre reclamo reclama
        queja quejo firmar firmo tres cuatro cinco que de la le se si todo soy usted culpa disculpas era""".split()
    ),
    "pt": frozenset(
        """clientes fatura faturas orcamento pedido pedidos entrega entreguei entregamos atraso atrasei
        atrasamos atrasado erro errado errada erramos errei esqueci esquecemos perdi perdemos enviado
        enviei mandei mandamos quebrou quebrado brava chateado chateada irritado furioso furiosa zangado
        zangada desculpa desculpas desculpar perdao lamento sinto resposta responde respondeu responder
        ligacao ligar liguei ligou telefonema chefe patrao reuniao contrato obra preco desconto reembolso
        devolver dinheiro confianca relacao relacionamento problema problemas semana semanas dia dias
        ontem amanha hoje noite mes meses depois antes muito muita vergonha medo desastre urgente ajuda
        ajudem conselho preciso mensagem empresa equipe equipa colega fornecedor projeto projecto atender
        atende telefone pessimo pessima ferrado cancelado perder recuperar consertar resolver dizer falar
        escrever vez duas dois estou somos estamos vc vcs pq tb td blz vou vai fiz fizemos deu pessoal
        cara gente te ninguem diz digo disse dizem correu feio bloqueou bloqueado ideia velho velha grande
        pequeno novo nova outro outra mesmo mesma coisa vezes fala falei falou queria pode podem podia
        soube sabe saber foi fui ia vao tinha ter teve tive esta estava estive ser eram sido feito fazia
        enquanto sempre quase tambem ali aqui parece acho acha pediu pedir peco paguei pagar pagou cobrar
        cobrei reclama reclamou queixa assinar assinou tres quatro cinco cagada merda furada o que de se
        um cliente culpa da era sou reais""".split()
    ),
    "hi-en": frozenset(
        """galti galat gussa naraz naraaz maaf maafi mafi paisa paise dukaan sahab saab behen didi kaisa
        kaisi karenge karega karegi kijiye batao bataiye bata bolna bolun boli bole samajh samjhao manau
        manaun manaye bhool bhul deri jaldi kharab bura acchi achha sach jhooth rishta bharosa bharosaa
        dhoka wapas vapas paas logon banda bandi pura puri saari itna itni kitna kitni kab kahan kidhar
        idhar udhar kaun kisne kisko inko unki unke iska iski uski hamare tumhara tera meko mereko apun
        haanji theek thik sahi chahiye padega padegi pada padi gayi chala chali gyi gya rha rhi krna krke
        karke dega degi denge liye lekar aane aaya aayi aaye jaana nikal phone-pe uthata uthati utha sunta
        sunti karun karoon karu bolu rahu rahun likhu chup seedha seedhe sidha ya du likhun likhna likha
        likh bheju bheja bheji bhejna puchna pucha mila mili hua hui hota hoti hote sakta sakti sakte
        dekho dekha dekh yahi wahi
        kabhi hamesha zyada jyada thoda thodi madad hoga hogi honge hogaya hogayi hogya samne wala bol
        raha rhe mein jo jaise tarah waise iss uss inhone unhe unhone kar diya kardi kardiya deta dete
        dena bilkul ekdum pakka shayad zaroor jarur dost yaar dhanda kaam dukan ghar shaadi saal mahina
        mahine hafte raat subah shaam kal parso pehla dusra teen char paanch hazaar crore rupaye rupay
        bhai koi ke ho kr le""".split()
    ),
    "it": frozenset(
        """clienti fattura fatture preventivo ordine ordini consegna consegnato ritardo errore errori colpa
        sbagliato sbagliata dimenticato perso inviato mandato rotto rotta arrabbiato arrabbiata furioso
        furiosa scusa scuse scusarmi perdono risposta risponde rispondere chiamata chiamare chiamato capo
        riunione contratto cantiere prezzo sconto rimborso soldi fiducia rapporto problema problemi
        settimana settimane giorno giorni ieri domani oggi mesi dopo molto molta vergogna paura disastro
        urgente aiuto consiglio bisogno messaggio azienda squadra collega fornitore progetto annullato
        perdere dirle dirgli scrivere fatto abbiamo sempre niente tutti vuole devo posso potrei mia miei
        nostro nostra ci salve grazie signor cliente dispiace tutto signora si""".split()
    ),
}
# Ends that words of English don't have.
_ENDS = {
    "fr": re.compile(r"\w{3,}(?:euse|euses|eux|aient)"),
    "de": re.compile(r"\w{4,}(?:ung|ungen|lich|liche|lichen|keit|heit)|ge\w{3,}t"),
    "es": re.compile(r"\w{3,}(?:cion|ciones|aron|ieron|iendo|isimo|isima)"),
    "pt": re.compile(r"\w{3,}(?:ou|aram|eram|cao|coes|inho|inha)"),
    "it": re.compile(r"\w{3,}(?:zione|zioni|issimo|issima)"),
    "hi-en": re.compile(r"\w{3,}(?:unga|ungi|iye|iyega)"),
}
# Small words of languages that are not answered in their own, and only known so as not to be taken
# for English.
_OTHERS: dict[str, frozenset[str]] = {
    "nl": frozenset(
        """het een van ik je jij u zijn niet dat die voor met als maar om aan hem dan zou wat mijn te
        zo door deze hebben heeft ons onze wij jullie naar bij uit heb ben spijt gestuurd ook nog""".split()
    ),
    "da-no-sv": frozenset(
        """jeg jag ikke inte og och det som paa pa av af er var vi du den til till med har vil vill kan
        ska skal om fra fran dig deg min din vores vart var mig meg ad hvad vad et ett en ei beklager""".split()
    ),
    "pl": frozenset(
        """nie sie na do jest to ze jak co ale za od po czy tak juz przez dla mam moj moja bardzo prosze przepraszam
        nam pan pani byl byla jestem panu""".split()
    ),
    "cs-sk": frozenset(
        """je se na to ze jsem jsme jste byl byla bylo nebo ale jak pro pri uz vam vas nam nas omlouvam prosim
        som sme ste bol bola""".split()
    ),
    "tr": frozenset(
        """bir ve bu icin ne da de ben sen biz siz cok ama gibi daha mi var yok degil olarak ile size sizi bize
        ozur dilerim""".split()
    ),
    "id-ms": frozenset(
        """yang dan di itu dengan untuk tidak ini saya kami kita anda akan pada dari sudah juga ke ada bisa
        karena maaf mohon atas""".split()
    ),
    "ro": frozenset(
        """si nu este sunt ca la pe cu din pentru mai am ai un o ce dar imi va rog rau pare noi dumneavoastra""".split()
    ),
    "hu": frozenset(
        """es az egy nem hogy van volt meg ez de is ha mar csak vagy nagyon sajnalom kerem onnek mi ont""".split()
    ),
    "fi": frozenset(
        """ja on ei se etta oli han mutta niin kun mina sina me te ovat olen pahoillani anteeksi meidan
        teidan""".split()
    ),
    "sw": frozenset(
        """na ya wa kwa ni za katika la cha kuwa hii sana lakini yako yangu wetu samahani pole nimekosea""".split()
    ),
    "tl": frozenset(
        """ang ng sa na mga ay si ako ikaw po namin natin kami hindi ito iyon pasensya dahil kung para""".split()
    ),
    "vi": frozenset(
        """la va cua khong toi ban co cho duoc nay mot trong den chung xin loi rat nhung da se voi""".split()
    ),
    "af": frozenset(
        """die nie het ek jy ons hulle van vir met op om is was sal jammer baie julle jou""".split()
    ),
}
# What English is told by in a few words: its small words, and those of the messages looked at here.
_TELLING = _ENGLISH | frozenset(
    """a in for i i'm i've i'll i'd me my am on as no yes so to for we're we've we'll you're you've it's that's isn't
    don't didn't can't won't wasn't haven't hasn't couldn't shouldn't wouldn't let's here there's sorry apologise
    apologize apologies apology regret please thanks thank dear hi hello regards best kind sincerely yours today
    tomorrow yesterday morning afternoon evening monday tuesday wednesday thursday friday saturday sunday week day
    days hours late wrong right new corrected attached enclosed sent send call called fault mistake error refund
    invoice order delivery report update done error was as again any all some more very really too now back get got make
    made take put one two first last every each few fix fixed time soon ready missed forgot lost broke""".split()
)
# Without the words of English that are as common in another language.
_TELLING_ALONE = _TELLING - frozenset("a to as no me do so in on he am an was is sir".split())
# So many more words than of English, and such a share of all.
_LEAST_MATTER, _MATTER_SHARE = 1, 0.25
# What is English has so many of its commonest words.
_ENGLISH_LEAST = 0.1
# Such a share of the words of an English text tells it; fewer words leave more to chance.
_ENGLISH_SHARE, _ENGLISH_FEW = 0.18, 3
# English is written in Latin letters, a name or a quote aside.
_LATIN_SHARE = 0.6
_LAST_LATIN = "\u024f"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Letters that one language has and its neighbour has not.
_LETTERS = {"pt": re.compile("[ãõç]"), "es": re.compile("[ñ¿¡]"), "de": re.compile("[ßäöü]")}
_QUOTED = re.compile(r"\"[^\"\n]{8,}\"|“[^”\n]{8,}”|«[^»\n]{8,}»|„[^“”\n]{8,}[“”]")
_LEAST_OWN = 4
_KANA = re.compile(r"[\u3040-\u30ff]")


def told_in(text: str) -> str:
    """Return the language of the text: fr, de, es, pt, hi-en, ja, or en for everything else."""
    if len(_KANA.findall(text)) >= _LEAST_KANA:
        return "ja"
    # Below a line in the user's language may stand a mail in another.
    first, _, rest = text.partition("\n")
    if rest.strip() and len(_WORD.findall(first)) >= _LEAST_OWN:
        told = _latin(first)
        if told != ENGLISH:
            return told
    return _latin(text)


def _latin(text: str) -> str:
    """Return which of the languages in Latin letters the text is told in, English if none speaks for another."""
    # What somebody else said or wrote may be in another language.
    own = _QUOTED.sub(" ", text)
    if len(_WORD.findall(own)) < _LEAST_OWN:
        own = text
    own = own.lower()
    words = [_plain(word) for word in _WORD.findall(own)]
    if not words:
        return ENGLISH
    small = {name: sum(word in known for word in words) for name, known in _SMALL_WORDS.items()}
    for name, letters in _LETTERS.items():
        small[name] += small[name] > 0 and letters.search(own) is not None
    found = {name: small[name] + _of_matter(words, name) for name in small}
    best, second = sorted(found, key=lambda name: -found[name])[:2]
    if best == "it":
        return ENGLISH
    enough = any(
        small[best] >= least and found[best] / len(words) >= share for least, share in _LEAST
    )
    against = sum(word in _ENGLISH for word in words)
    # Half of what is mixed is English.
    if enough and small[best] > (against / 2 if best == "hi-en" else against):
        return best
    # Where small words decide nothing, what is written of may.
    english = sum(word in _TELLING_ALONE for word in words)
    dense = found[best] >= _MATTER_SHARE * len(words)
    any_english = sum(word in _TELLING for word in words)
    foreign = found[best] > _LEAST_MATTER and any_english < _ENGLISH_LEAST * len(words)
    ahead = found[best] - english >= _LEAST_MATTER and found[best] > found[second]
    accented = not english and any(letter.isalpha() and not letter.isascii() for letter in own)
    return best if ahead and (dense or foreign or accented) else ENGLISH


def _of_matter(words: Sequence[str], language: str) -> int:
    """Return how many words, small ones aside, are of what people write of, or end as its words do."""
    matters, ends, small = _MATTERS[language], _ENDS[language], _SMALL_WORDS[language]
    return sum(
        word not in small and (word in matters or bool(ends.fullmatch(word))) for word in words
    )


def is_english(text: str) -> bool:
    """Return whether the text is written in English; what is not known to be isn't.

    ``told_in`` counts as English whatever it does not know. Here English has to show itself: in its
    letters, and in more of its common words than of another language's.

    >>> is_english("Sorry, I sent the wrong file."), is_english("Het spijt me, dat was onze fout.")
    (True, False)
    """
    if not is_latin(text) or told_in(text) != ENGLISH:
        return False
    words = [_plain(word) for word in _WORD.findall(text.lower())]
    english = sum(word in _TELLING for word in words)
    others = [_SMALL_WORDS["it"], *_OTHERS.values()]
    if english <= max(sum(word in small for word in words) for small in others):
        return False
    return len(words) <= _ENGLISH_FEW or english >= _ENGLISH_SHARE * len(words)


def is_latin(text: str) -> bool:
    """Return whether there are letters in the text, and most of them are Latin ones."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(x <= _LAST_LATIN for x in letters) >= _LATIN_SHARE * len(letters)


def _plain(word: str) -> str:
    """Return the word without accents, its apostrophe straight."""
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFD", word.replace("’", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
