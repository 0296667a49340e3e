"""What the user means to do next that an article warns of: the rules, as data, and their reading.

A plan counts when the user intends it ("I'm sending flowers", "should I send flowers?"), not when
they did it, reject it, sell it or merely mention it.
"""

import re
from dataclasses import dataclass
from functools import cache

from coach import sentences


@dataclass(frozen=True, slots=True)
class Plan:
    """One thing the user means to do that an article warns of, with their exact words."""

    code: str
    words: str
    start: int
    end: int
    step: str


@dataclass(frozen=True, slots=True)
class PlanRule:
    """How one kind of plan is told.

    ``pattern`` must match in a sentence; ``intent`` says whether words of intention must stand in
    that sentence or the one before; ``unless`` suppresses it; ``needs`` must match somewhere in the
    whole message. ``fires`` and ``spares`` are texts that must and must not be read as the plan.
    """

    code: str
    step: str
    pattern: str
    unless: tuple[str, ...] = ()
    needs: str = ""
    without: str = ""
    intent: bool = True
    fires: tuple[str, ...] = ()
    spares: tuple[str, ...] = ()


_INTENT = (
    r"\b(?:i|we)(?:'| a|a)?(?:ll|'?m (?:going to|gonna|about to|thinking|planning|writing|drafting|taking|sending|bringing|"
    r"keeping|turning|answering|moving|giving|getting|buying|ordering|offering|putting|having|letting|asking|dropping|popping|"
    r"telling|making|doing|posting|driving|baking|adding|including|tempted|minded|inclined|hoping|considering|leaving|staying|just going))\b|"
    r"\b(?:i|we) (?:will|shall|can|could|might|may|should|must|plan|intend|mean|want|would like|aim|hope|reckon|propose|"
    r"think i|think we|think (?:my|our|the|a|an|some|\w+ing)|figure|thought (?:i'?d|of|about|maybe|a|an|i might|i would|i could)|was (?:thinking|going to|planning)|were (?:thinking|going to)|am (?:\w+ing|going|about)|are (?:\w+ing|going))\b|"
    r"\b(?:i|we)'d (?:tell|say|put|like|rather|write|send|offer|give|bring|add|start|explain|mention|take|also|just|keep|ask|love|open)\b|"
    r"\b(?:should|shall|can|could|would|do|may|must) (?:i|we)\b|\bwould (?:it|a|an|some|that|flowers|this) \w+|\bis it (?:ok|okay|all ?right|fine|a good|smart|wise)|"
    r"\b(?:gonna|going to|gunna|planning|plan is|my plan|the plan|idea is|my idea|thinking of|thinking about|decided|drafting|draft|"
    r"about to|let me|intend|tempted|what if i|how about|maybe (?:i|we|a|some|just|flowers|send)|perhaps (?:i|we|a|some)|so (?:next|tonight|tomorrow|on)|i'?ve (?:asked|told|ordered|booked|arranged|got (?:two|a|some|him|her|them))|thinking i|thinking we|(?:was|been|am) thinking|(?:driving|going|heading|popping|nipping|flying) (?:out|over|round|there|in|back|up|down|to|on|mon|tues|wednes|thurs|fri|satur|sun)|"
    r"best (?:just |to )|better (?:just |to )|easiest (?:just |to )|might as well|will do the needful|one last|in the same (?:mail|e-?mail|letter|breath|call|message)|"
    r"while i'?m (?:there|at it|on)|as i am there|strike while|two birds|good opener|ok to|booked|ordered|"
    r"(?:he|she|they|boss|director|manager|vp|gaffer|owner|md|ceo|partner|dad|uncle)(?:'s|'ll| will| can| is| has to| should| could) (?:\w+ )?(?:go|going|call|calling|handle|handling|take|taking|deal|dealing|do|doing|ring|ringing|smooth|smoothing|talk|talking|speak|speaking|write|writing|face|apologi[sz]e|apologi[sz]ing|sort|sorting|send|sending|step|stepping|visit|visiting))\b"
)
_REJECTED = (
    r"\b(?:not going to|ain'?t going to|won'?t|will not|wouldn'?t|would not|no intention|don'?t want to|do not want to|don'?t intend|"
    r"never going to|refuse to|instead of|rather than|nah|that'?d be mad|no point|not (?:about )?to|isn'?t the (?:time|moment)|"
    r"i know better than|without (?:any|asking|mention\w*|bring\w*)|i'?m not|not (?:sending|bringing|taking|buying|giving|offering|asking))\b"
)

_GIFTS = (
    r"(?:flowers?|roses|lilies|bouquet|orchid|plants?|wine|champagne|prosecco|whisk(?:e)?y|gin|brandy|bottles?|beers?|crate|hamper|basket|"
    r"fruit basket|chocolates?|pralines|cakes?|cupcakes|cookies|doughnuts|donuts|pastries|biscuits|sweets|gifts?|presents?|gift ?cards?|"
    r"vouchers?|tickets?|token|treat|spa (?:day|voucher)|dinner|lunch|meal|weekend (?:away|stay|break)|box of|something nice|"
    r"little something|nice card|goodies|goody bag|arrangement|perfume|teddy|toys?|game|merch|amazon card|book token|swag|watch|pen set)"
)
_GIVE = (
    r"(?:send|sending|sent|bring|bringing|give|giving|take|taking|get|getting|buy|buying|bought|drop|dropping|offer|offering|"
    r"order|ordered|ordering|post|posting|deliver|hand|handing|leave|leaving|invite|inviting|treat|treating|bake|baking|"
    r"add|include|pop|slip|throw in|turn up with|turning up with|show up with|arrive with|go round with|come with|courier|lands?|arrives?|ready for|got (?:him|her|them)|thinking|thought|maybe|booked?|picked out|pick out|pick up|grab|i'?ve (?:got|ordered|bought|booked))"
)
_APOLOGY = r"(?:sorry|apolog(?:y|ies|i[sz]e|i[sz]ing)|regret|own (?:it|up)|cop it|hold my hands up|hands up|admit it|my (?:fault|mistake|bad)|ashamed)"
_SALE = (
    r"(?:renew(?:al|als|ing|ed|s)?|re-?sign|resign the|sign(?:s|ed)? (?:the|those|up|again|for|next|on|a new|another)|contract (?:extension|for next)|extension|upsell|up-sell|upgrade|"
    r"cross-?sell|new (?:order|contract|package|product|line|range|service|season|collection|model|retainer|deal|quote|proposal|offer|project|tier|plan)|next (?:order|season|project|contract|job|year'?s|phase|booking|order|quarter'?s)|"
    r"another (?:order|project|contract|job|booking)|order(?:s)? (?:for|next|again|more)|re-?order|pre-?order|repeat (?:order|business|booking)|referrals?|refer (?:me|us|a)|introduc(?:e me|e us|tion|tions)|intros?|"
    r"recommend (?:me|us)|recommendation|testimonial|(?:good|nice|five[- ]star|google|online|public)? ?reviews?\b(?! (?:it|the|our|my|what|how|them))|five stars|case study|pitch|sell (?:him|her|them)|show (?:him|her|them)?\b ?(?:our|my|the) new|"
    r"quote for (?:the|a|his|her|their|another)|proposal for|allocation|premium (?:plan|package|tier)|bigger (?:plan|package|order)|annual (?:plan|package|contract|deal)|retainer|"
    r"discount (?:on|off|for) (?:the|his|her|their|a|your)? ?(?:next|new|another|second)|book (?:again|next|another|the next)|rebook|sign off on the (?:new|next)|phase (?:two|2|three|3)|second (?:phase|site|branch|roof|floor)|the other (?:branch|site|building)s?|"
    r"home and auto|maintenance (?:plan|contract)|service (?:plan|contract))"
)
_BOSS = r"(?:boss|director|manager|vp|gaffer|owner|ceo|md|head of \w+|supervisor|team lead|line manager|chief|superior|partner|president|foreman|dad|father|uncle|senior \w+|higher[- ]up|account director|principal|someone (?:senior|higher|above me))"

PLANS: tuple[PlanRule, ...] = (
    PlanRule(
        code="gift",
        step="mend-fences/no-gifts",
        pattern=rf"\b{_GIVE}\b[^.!?]{{0,70}}\b{_GIFTS}\b|\b(?:should i|maybe|perhaps|would|how about|was thinking|thought|with|and) (?:\w+ ){{0,5}}{_GIFTS}\b[^.!?]{{0,60}}(?:\?|do it|help|work|smooth|enough|sorry)|\b{_GIFTS}\b[^.!?]{{0,60}}\b(?:get|send|give|drop|hand|bring|take|courier|post) (?:it|them|one|those|these)\b",
        unless=(
            r"\b(?:he|she|they|client|customer)(?:'s| has| had)? (?:gave|sent|brought|bought|handed|offered|left) (?:me|us)\b",
            r"\b(?:re-?do|re-?make|re-?print|replace|re-?deliver|collect|pick up the (?:wrong|broken))\b",
            r"\b(?:order|shipment|delivery|pallet|invoice|cases?) (?:of|for) (?:the )?(?:wine|flowers|cakes?|chocolates?|gifts?)\b",
            r"\bgive (?:me|us)\b",
            r"\b(?:support|helpdesk|service|trouble|slow) tickets?\b",
            r"\bover (?:lunch|dinner|a meal)\b|\bat (?:lunch|dinner)\b|\bbefore (?:lunch|dinner)\b|\bafter (?:lunch|dinner)\b",
            r"\b(?:lunch|dinner) (?:service|menu|rush|shift|time)\b",
        ),
        fires=(
            "Thinking of sending her flowers.",
            "Should I bring him a bottle of wine?",
            "I've ordered a hamper, it gets there Friday.",
            "We messed up. I'll drop off two tickets to the match.",
        ),
        spares=(
            "I sent the flowers to the wrong church.",
            "I'm not going to turn up with flowers.",
            "The wine order was short by two cases and I will ring him tomorrow.",
            "He gave me a bottle of brandy, so we're fine.",
        ),
    ),
    PlanRule(
        code="but",
        step="fall-on-sword/eliminate-but",
        pattern=(
            rf"\b{_APOLOGY}\b[^?!]{{0,110}}?[,.:;… -]+\b(?:but|however|although|though|only|except|to be fair|in fairness|that said)\b(?! (?:also|too|then|first|i (?:don'?t|do not) (?:know|want)|not (?:ask|with)))"
            rf"|\b{_APOLOGY}\b[^?!.]{{0,110}}?\b(?:(?:and|then) (?:\w+ )?(?:explain|point out|tell (?:him|her|them) (?:why|that it|how|about)|mention (?:that|how|the)|let (?:him|her|them) know (?:why|that|it)|remind))\b"
            rf"|\bsorry (?:about|for) [^.?!]{{3,60}}\b(?:as you know|you (?:were|did|didn'?t|never|also)|because you)\b"
        ),
        unless=(
            r"\bbut (?:that'?s|it'?s|this is|there'?s|i have|with) no (?:excuse|buts?)\b|\bno (?:excuse|but)s?\b",
            r"\b(?:said|told|apologi[sz]ed|was|been|already|mailed|texted|called)\b[^.?!]{0,60}\b(?:sorry|apologi[sz]ed|apology)?[^.?!]{0,60}\bbut (?:he|she|they|it|nothing|no one|nobody|the (?:client|customer|bride|owner))\b",
            r"\bbut (?:he|she|they|the (?:client|customer|bride|owner)|how|what|where|when|is|should|do|can|i'?m (?:not sure|afraid|scared|worried|dreading)|i am (?:not sure|afraid)|not sure)\b",
            r"\bbut (?:i|we) (?:should|could) have\b|\bnot only\b|\bnothing but\b|\bno choice but\b|\blast but not least\b|\ball but\b",
            r"\b(?:i|we)(?:'ve| have)? (?:already )?(?:apologi[sz]ed|said (?:i was |that i was )?sorry|owned up|admitted)\b(?![^.?!]*\b(?:again|this time|tomorrow|tonight)\b)",
            r"\bsorry to (?:bother|ask|hear)\b|\bnot sorry\b",
        ),
        fires=(
            "I'll say I'm sorry, but honestly no one told me it was confidential.",
            "I will write that I regret it very much, but the file came at 23:40.",
            'Drafting: "Sorry about the delay but as you know we were waiting on your photos."',
            "I'm going to apologise, though he did change the order three times.",
        ),
        spares=(
            "I said sorry but she hung up.",
            "I want to say sorry, but I don't know how.",
            "I'll say I'm sorry, it was me, then shut up and let her talk.",
            "I'm going to say I'm sorry, but that's no excuse and I know it.",
        ),
    ),
    PlanRule(
        code="sale",
        step="four-steps/apologize",
        pattern=rf"\b{_SALE}",
        needs=rf"\b{_APOLOGY}\b|\bmake (?:it )?up\b|\bmade up\b|\bsmooth\w*\b|\bwrong\b|\bmistake\b|\blate\b|\bforgot\b|\bupset\b|\bangry\b|\bcrush\w*|\bmess\w*",
        unless=(
            r"\b(?:i|we) (?:won'?t|will not|am not going to|'m not going to|don'?t want to) (?:\w+ ){0,3}(?:mention|raise|bring up|ask|talk|push|pitch|sell)",
            r"\b(?:he|she|they|client|customer) (?:wants?|asked|is asking|said|says|put|pulled|cancel\w*|is up)\b[^.?!]{0,40}\b(?:renew|sign|order|contract)",
            r"\b(?:lost|losing|lose|cancel\w*|pulled|withdrew|holding|paused|killed) (?:the|his|her|their|our|my|a) (?:\w+ )?(?:renewal|contract|order|retainer|proposal|deal)\b",
            r"\b(?:renewal|proposal|quote|contract|order|pitch) (?:went|came|was|is|had|has|got|document|notice|letter|paperwork|figures|i sent|we sent)\b",
            r"\b(?:wrong|late|old|missing|mistake in|error in|forgot|sent) (?:the |his |her |their |a )?(?:renewal|order|quote|proposal|contract)\b",
            r"\b(?:bad|terrible|one[- ]star|1[- ]star|negative|nasty|angry|posted a|left a|wrote a|leave a bad) reviews?\b|\breview (?:on|at) (?:google|trip|yelp)\b",
            r"\bnot (?:the time|about|for)\b",
        ),
        fires=(
            "I'll apologise and put the renewal in the same email.",
            "Going Wednesday to say sorry. As I am there I will show our new double-wall range.",
            "I'll tell her how sorry I am and ask her for intros to three families.",
            "I made a mistake in the invoice. Can I say sorry and pitch the premium package in one go?",
        ),
        spares=(
            "The renewal went out with the wrong figures and I will call to apologise.",
            "I'm going to apologise and I won't mention the renewal.",
            "She left a bad review. Should I say sorry publicly?",
            "We lost the contract over it and I want to say sorry anyway.",
        ),
    ),
    PlanRule(
        code="guess",
        step="fall-on-sword/just-ask",
        pattern=(
            r"\b(?:must be|must have been|it'?ll be (?:the|about|because|that|over|my|our)|it will be (?:the|about|because|that)|(?:has|have) to be|gotta be|bound to be|probably|obviously|surely|no doubt|i (?:believe|reckon|guess|assume|figure|suppose|bet|think|suspect|am sure|'m sure|imagine) (?:it|that|it'?s|it is|this|he|she|they|the)|(?:it'?s|it is) (?:always|clearly|surely|the|about)|my guess|i'?m (?:pretty |fairly |quite )?(?:sure|certain|guessing)|can only be|what else)\b"
        ),
        needs=r"\b(?:(?:i|we)(?:'m| am|'ve| have|'re| are)? (?:going to |gonna |just |already |now )?(?:writing|telling|told|moving|sending|putting|cutting|dropping|lowering|reducing|offering|announce\w*|redo\w*|making|re-?making|changing|fixing|ordered|started?|switch\w*|giving|knocking|rebuild\w*|re-?printing|re-?doing|re-?writing|refund\w*|credit\w*|replac\w*)|(?:i'?ll|we'?ll|i will|we will|going to|gonna|i'?m going to|i'?d|plan to|want to) (?:just )?(?:\w+ )?(?:cut|drop|lower|reduce|redo|re-?do|remake|change|fix|send|write|offer|give|move|switch|knock|rebuild|reprint|repaint|replace|refund|credit|announce|put|swap|rewrite|re-?write|add|take))\b",
        without=r"\b(?:ask(?:ing|ed)? (?:him|her|them|what|if|how|why|the)|find out|hear (?:from|it from)|going to ask|see what|question is)\b(?<!annoy her with questions)",
        intent=False,
        unless=(r"\b(?:sorry|apolog)",),
        fires=(
            "She went quiet. It must be the price, so I'm dropping it by ten percent.",
            "They stopped inviting me. Must be the slow tickets. I'm moving them to the priority queue.",
            "No idea why. I believe it is the curtains. I have told the workshop to make them again.",
        ),
        spares=(
            "It must be the price, but I'm going to ask him before I change anything.",
            "It must have been awful for her.",
            "It'll be a long meeting and I will take notes.",
        ),
    ),
    PlanRule(
        code="boss",
        step="mend-fences/engage-superiors",
        pattern=(
            rf"\b{_BOSS}\b[^.!?]{{0,60}}\b(?:can do it|do it|handle|handling|take (?:it|over|this|the (?:next )?(?:call|meeting|follow[- ]?up|client|blame|conversation))|taking (?:it|over|the)|deal|dealing|smooth|smoothing|sort it|sorting|go(?:ing|es)? (?:instead|in|and|there|to|monday|tuesday|wednesday|thursday|friday|tomorrow|over|round)|call (?:him|her|them)|ring (?:him|her|them)|write to|writing|be the (?:contact|one)|apologi[sz]e|apologi[sz]ing|speak to|talk to|face (?:him|her|them)|front it|step in|do the talking|send the (?:mail|e-?mail|letter))\b"
            rf"|\b(?:send|sending|get|getting|ask|asking|asked|let|letting|have|having|push|leave (?:it|this|him|her|them) (?:all )?(?:to|with)|leaving (?:it|this|him|her|them) (?:all )?(?:to|with)|pass (?:it|this|him|her|them) (?:on |up )?to|hand (?:it|this|him|her|them) (?:over )?to|hide behind|escalate (?:it |this )?to|kick it (?:up )?to) (?:my|the|our) (?:\w+ ){{0,2}}{_BOSS}\b"
        ),
        unless=(
            rf"\b(?:his|her|their) {_BOSS}\b",
            r"\b(?:take|bring|bringing|taking) (?:my|the|our) (?:\w+ )?(?:boss|director|manager) (?:along|with me)\b",
            r"\bdo i (?:take|bring|need|have)\b",
            rf"\b{_BOSS} (?:says|said|thinks|wants|told|asked|knows|found|is (?:in|on|away|furious|angry|not)|was|has no|doesn'?t|hasn'?t)\b",
            r"\b(?:ask|asked|asking) (?:my|the|our) (?:\w+ ){0,2}(?:boss|director|manager|owner|partner) (?:for|about|if|what|how|whether|to (?:approve|sign|check|free|authori[sz]e))\b",
            r"\b(?:client|customer|buyer)'s (?:boss|manager|director)\b|\b(?:hotel|restaurant|store|plant|office|facilities|project|procurement|marketing|event|general|property|practice|ops|operations) manager\b",
            r"\b(?:property|hotel|restaurant|shop|store|bakery|gym|business) owner\b",
        ),
        fires=(
            "I've asked my VP to take the follow-up, I won't be on the call.",
            "No clue how I'd start, so the gaffer can do it.",
            "My director is going Monday to smooth it over, I'll stay out of sight.",
            "I'd rather let my manager handle it.",
        ),
        spares=(
            "Do I take my managing director along?",
            "My boss is in Tenerife and I go back Wednesday.",
            "I told his boss the demo was ready.",
            "I will ask my boss to approve the refund and go there myself.",
        ),
    ),
    PlanRule(
        code="pretend",
        step="mend-fences/reset-conversation",
        pattern=(
            r"\b(?:like|as if|as though) (?:nothing|it never|it hadn'?t|none of it)\b[^.!?]{0,20}|\bact (?:natural|normal|as normal|like|casual)\b|\bpretend(?:ing)?\b|\b(?:not|never|won'?t|don'?t) (?:\w+ ){0,2}(?:bring (?:it|this|that) up|mention (?:it|that|this|a (?:thing|word)|the (?:mistake|error|delay))|say (?:anything|a word)|raise it)\b|"
            r"\b(?:say|saying) nothing\b|\bkeep (?:quiet|schtum|mum|my (?:mouth|head) (?:shut|down))\b|\bhope (?:he|she|they|nobody|no one) (?:forgets?|(?:does|do)n'?t notice|won'?t notice|never)\b|\blet it (?:blow over|lie|slide|go away|die down)\b|\b(?:go|blow|went) (?:away|over) (?:by itself|on its own)\b|\bcarry on as (?:normal|usual|if|before)\b|\bbusiness as usual\b|\bsweep (?:it|this)\b|\bbrush (?:it|this) (?:off|under)\b|\bsay i never\b|\bact surprised\b"
        ),
        unless=(
            r"\bsay nothing (?:else|more|about (?:the )?(?:renew|order|price|sale|dates))|\b(?:mention|bring up|raise) (?:the )?(?:renewal|order|sale|price|upgrade)",
            r"\b(?:brother|sister|wife|husband|mate|friend|boss|colleague)s? says? act\b[^.!?]*\bnah\b",
            r"\b(?:can'?t|cannot|don'?t want to|not going to|won'?t|shouldn'?t|no point) (?:just )?(?:pretend|act|sweep|keep quiet)",
            r"\b(?:he|she|they) (?:acts?|pretends?|carries|carry|said nothing|says nothing|kept quiet)\b",
        ),
        fires=(
            "I'll be extra cheerful and not bring it up at all.",
            "I'm turning up Monday like it never happened.",
            "Thinking I just keep quiet and hope they don't notice.",
        ),
        spares=(
            "I can't just pretend it didn't happen.",
            "She acts as if nothing happened and I will call her tomorrow.",
            "I'll say I'm sorry and say nothing about the renewal.",
        ),
    ),
    PlanRule(
        code="blame",
        step="repair-damage/make-it-simple",
        pattern=(
            r"\b(?:tell|telling|show|showing|explain to|explaining to|let|inform|write|writing|remind|prove to|make (?:it )?clear to|make|making|point out to|say to|email|mail)\b[^.!?]{0,60}\b(?:whose (?:hands?|fault|mistake|idea)|who (?:really |actually )?(?:did|made|dropped|caused|messed|broke|screwed|is to blame|was)|(?:is|was|were|it'?s|it was|fully|entirely|all|really) (?:\w+ ){0,2}(?:his|her|their|the (?:supplier|courier|carrier|colleague|intern|trainee|driver|client|customer)'?s?|\w+'s) (?:own )?(?:fault|mistake|doing|problem)|(?:his|her|their) own (?:fault|mistake|doing)|(?:he|she|they) (?:changed|ignored|never|forgot|signed|approved|didn'?t|should have|only (?:has|have) (?:himself|herself|themselves)))\b"
            r"|\b(?:throw|throwing) (?:\w+ ){1,3}under the bus\b|\b(?:pin|put|blame|pinning|putting|blaming) (?:it |this |that |the blame )?(?:all )?on (?:the|my|our|him|her|them|[A-Z]\w+)\b|\bso (?:that )?(?:for once )?(?:he|she|they) (?:can )?sees? (?:who|what|whose)\b|\bscreenshots\b[^.!?]{0,60}\b(?:lot|all|everything|prove|every)\b|\bit was (?:the|our|my) (?:supplier|courier|intern|trainee|colleague|carrier|driver)\b[^.!?]{0,20}\bnot (?:me|us)\b"
        ),
        unless=(r"\b(?:can'?t|won'?t|not going to|don'?t want to|refuse to|wouldn'?t) (?:\w+ ){0,2}(?:blame|throw|pin|put)",),
        fires=(
            "I'll tell the couple exactly whose hands it was in.",
            "I'm keeping the AV owner on the call and making him explain that it is fully his fault.",
            "I am writing it all out so she sees who actually made this late.",
        ),
        spares=(
            "I won't throw the intern under the bus.",
            "I'll tell them it was my mistake and what I changed.",
            "The courier lost it. I will call her today and say when the new one comes.",
        ),
    ),
    PlanRule(
        code="overpromise",
        step="repair-damage/be-accountable",
        pattern=(
            r"\b(?:never (?:ever )?(?:\w+ ){0,2}(?:happen|again)|(?:won'?t|will not) (?:ever )?happen again|whatever (?:he|she|they|you|it) (?:wants?|asks?|likes?|takes?|needs?|says?)|anything (?:he|she|they|you) (?:wants?|asks?|likes?|needs?)|(?:any|all) hours|unlimited|for life|free for(?:ever| life)|forever free|swear (?:on|to|it)|guarantee|100 ?%|hundred percent|always (?:perfect|on time)|(?:every|each) \w+ (?:from now on )?perfect|perfect (?:or|from now)|no matter what|day (?:and|or) night|24/7|name (?:his|her|their|your) price|blank che(?:que|ck)|move heaven and earth|the moon)\b"
        ),
        unless=(
            r"\bguarantee (?:period|claim|card|certificate|expired)|\bunder guarantee\b|\blife ?time\b",
            r"\b(?:told|tells?|said|wants?) (?:me|us)?\b[^.!?]{0,30}\bnever\b[^.!?]{0,30}\b(?:call|contact|ring|write|come)\b",
            r"\bnever (?:call|ring|contact|use|order|buy|book|work|trust|hire|come)\w*\b[^.!?]{0,30}\bagain\b",
            r"\b(?:so (?:that )?it|make sure (?:it|this)|how (?:do|can|to)|stop it|to stop)\b[^.!?]{0,30}\bagain\b",
            r"\b(?<!anything )(?:he|she|they) (?:\w+ )?(?:demands?|asked|expects?|said|says|wants? (?:a|me|us))\b[^.!?]{0,20}\b(?:guarantee|unlimited|whatever)",
        ),
        fires=(
            "I'll swear it will never happen again and whatever he wants he gets.",
            "Gonna say they'll get anything they want from me, unlimited revisions.",
            "I want to guarantee her that every order will be perfect.",
        ),
        spares=(
            "He told me never to call again.",
            "I'll show him the new check, so that it doesn't happen again.",
            "She says she'll never use us again and I want to ask her why.",
        ),
    ),
)  # fmt: skip


def read(question: str) -> tuple[Plan, ...]:
    """Return the plans in the question that an article warns of, in the order they are told."""
    text = sentences.straight(question)
    found: dict[str, Plan] = {}
    spans = sentences.spans(text)
    for rule in PLANS:
        if rule.needs and not _compiled(rule.needs).search(text):
            continue
        if rule.without and _compiled(rule.without).search(text):
            continue
        for number, (start, end) in enumerate(spans):
            before = text[spans[number - 1][0] : start] if number else ""
            if _holds(rule, before, text[start:end]):
                found.setdefault(rule.code, Plan(rule.code, question[start:end], start, end, rule.step))
                break
    return tuple(sorted(found.values(), key=lambda plan: plan.start))


def _holds(rule: PlanRule, before: str, sentence: str) -> bool:
    match = _compiled(rule.pattern).search(sentence)
    if match is None or any(_compiled(pattern).search(sentence) for pattern in rule.unless):
        return False
    if rule.code != "pretend" and _compiled(_REJECTED).search(sentence[: match.end()][-90:]):
        return False
    if not rule.intent:
        return True
    return _compiled(_INTENT).search(sentence) is not None or _compiled(_INTENT).search(before) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
