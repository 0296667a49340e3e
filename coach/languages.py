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


def _plain(word: str) -> str:
    """Return the word without accents, its apostrophe straight."""
    apart = unicodedata.normalize("NFD", word.replace("’", "'"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
