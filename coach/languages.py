"""Which language a message is written in, told by its commonest small words.

Six are known besides English, because people write to the coach in them: French, German, Spanish,
Portuguese, Hindi in Latin letters mixed with English, and Japanese. The coach works in English and
says so to them in their own language.
"""

import re
import unicodedata

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
    invoice order delivery report update done was as again any all some more very really too now back get got make
    made take put one two first last every each few fix fixed time soon ready missed forgot lost broke""".split()
)
# Such a share of the words of an English text tells it; fewer words leave more to chance.
_ENGLISH_SHARE, _ENGLISH_FEW = 0.18, 3
# English is written in Latin letters, a name or a quote aside.
_LATIN_SHARE = 0.6
_LAST_LATIN = "\u024f"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Letters that one language has and its neighbour has not.
_LETTERS = {"pt": re.compile("[ãõç]"), "es": re.compile("[ñ¿¡]"), "de": re.compile("[ßäöü]")}
_KANA = re.compile(r"[\u3040-\u30ff]")


def told_in(text: str) -> str:
    """Return the language of the text: fr, de, es, pt, hi-en, ja, or en for everything else."""
    if len(_KANA.findall(text)) >= _LEAST_KANA:
        return "ja"
    words = [_plain(word) for word in _WORD.findall(text.lower())]
    if not words:
        return ENGLISH
    found = {name: sum(word in small for word in words) for name, small in _SMALL_WORDS.items()}
    for name, letters in _LETTERS.items():
        found[name] += found[name] > 0 and letters.search(text.lower()) is not None
    best = max(found, key=lambda name: found[name])
    english = sum(word in _ENGLISH for word in words)
    enough = any(
        found[best] >= least and found[best] / len(words) >= share for least, share in _LEAST
    )
    return best if enough and found[best] > english and best != "it" else ENGLISH


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
