"""Words that open a step, and words that open a sentence but no step."""

VERBS = frozenset(
    """
    accept acknowledge act add address admit agree aim align allow analyze answer anticipate apologize
    apologise appreciate approach ask assess assume avoid be become begin bring build call change check
    choose clarify close come commit communicate confirm connect consider continue count create cut
    decide define deliver determine discuss do don't drop earn eliminate embrace empathize empathise
    empower encourage engage ensure establish evaluate examine expect explain explore express extend
    face figure find fix focus follow forget forgive get give go handle have hear help hold honor
    identify ignore improve invest investigate invite involve keep know lead learn leave let listen look
    maintain make manage measure meet mend mind move name never note notice offer open own pause pay
    pick plan practice prepare prevent promise propose protect prove provide put raise reach read
    rebuild recognize recognise recover reflect regain remain remember repair repeat replace report
    research resolve respect respond restore review say schedule see seek sell send set settle share
    show slow solve speak stand start state stay step stop suggest take talk tell thank think track
    treat trust try turn understand update use value view visit wait walk watch work write
    """.split()
)
OPENERS = frozenset(
    """
    the a an it this that these those we i they he she you your my our their his her its there here in
    on at by for from with of and but or so if when while because as since after before although what
    who where which is are was were some many most all every each no one two three once sometimes often
    yesterday today
    """.split()
)
