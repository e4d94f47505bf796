"""Closed lists of English words that the reading of a conversation turns on."""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


QUESTION_WORDS = _set("who whom whose what which when where why how")
AUXILIARIES = _set(
    """am is are was were be been being do does did have has had can could will would shall should may might must
    isn't aren't wasn't weren't don't doesn't didn't hasn't haven't hadn't can't couldn't won't wouldn't
    shouldn't"""
)
PRONOUNS = {
    "he": "he", "him": "he", "his": "he", "himself": "he",
    "she": "she", "her": "she", "hers": "she", "herself": "she",
    "they": "they", "them": "they", "their": "they", "theirs": "they", "themselves": "they",
    "it": "it", "its": "it", "itself": "it",
}  # fmt: skip
POSSESSIVES = _set("his her hers their theirs its")
# Words that open a sentence with a capital, or fill one, without naming anything.
FUNCTION_WORDS = (
    QUESTION_WORDS
    | AUXILIARIES
    | frozenset(PRONOUNS)
    | _set(
        """a about above according across actually after afterwards again against ago all along already also although
        always among an and another any anyone anything anyway apart are around as aside at away back because before
        behind below beside besides between both but by currently despite due during each earlier either else even
        eventually ever every everyone everything except few finally first five following for four from further
        furthermore given here however i i'd i'll i'm i've if in including indeed initially inside instead into just
        last late later latter least less like many maybe me meanwhile more moreover most much my near neither never
        nevertheless new next no nobody none nonetheless nor not nothing now of off often ok okay on once one only onto
        or originally other others our out outside over own part per perhaps please possibly prior quite rather really
        recently regarding same second several shortly similarly since six so some someone something sometimes soon
        still subsequently such ten than thank thanks that the then there thereafter therefore these third this those
        though three through throughout thus to together too toward towards two under unless unlike until up upon us
        usually very via we well what's when's where's who's whether while with within without wow yes yet you your
        let's tell mr mrs ms dr sir lord lady"""
    )
)
CALENDAR = _set(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday spring summer autumn winter today yesterday tomorrow"""
)
DEMONYMS = _set(
    """american british english french german italian spanish russian chinese japanese korean indian canadian
    australian african european asian mexican irish scottish welsh dutch swedish israeli ukrainian turkish iranian
    christian jewish muslim catholic democratic republican democrats republicans"""
)
# Words that carry little of what a question is about.
VAGUE_WORDS = _set(
    """article aspect aspects detail details else fact facts happen happened happening happens information important
    interesting know learn other people say said says significant story tell thing things think thought time times
    find found get got give gave go went make made do done did take took want wanted come came year years day days
    major notable noteworthy good great big long"""
)
VAGUE_VERBS = _set("do did done doing say said think thought respond react comment feel decide announce")
GROUP_NOUNS = _set(
    """agency airline association authority band bank board brand broadcaster bureau business charity club committee
    company corporation council court department duo firm foundation giant government group institution league maker
    ministry network organisation organization orchestra outlet paper party police retailer startup studio team
    publisher union university"""
)
PERSON_NOUNS = _set(
    """actor actress artist author boss candidate ceo chairman chancellor chief coach director founder governor judge
    king leader lawyer man mayor minister musician officer player politician president prince princess professor queen
    scientist secretary senator singer spokesman spokeswoman star suspect victim woman writer"""
)
PLACE_NOUNS = _set("area city country county island nation place region river state town village")
WORK_NOUNS = _set(
    """act agreement album award awards bill book campaign case comic deal document episode event film game house
    incident law letter magazine match movie novel paper plan play policy programme program project race record report
    series show single song speech story study survey system technology tool tour trial video vote war"""
)
# Given names common enough to tell "he" from "she"; a name outside the lists may be either.
MEN = _set(
    """aaron adam alan albert alex alexander alexei andrew andy anthony antonio arthur ben benjamin bernard bernie bill
    bob boris brad brian bruce carl carlos charles charlie chris christopher chuck craig dan daniel dave david dennis
    derek dick dmitry don donald doug eduardo edward elon emmanuel eric ernest frank fred gary gene george gerald
    gordon greg gus harold harry henry herbert howard hugh ian isaac ivan jack jacob jake james jamie jason jay jeff
    jeffrey jeremy jerry jim jimmy joe john johnny jon jonathan jose joseph josh juan justin keith ken kenneth kevin
    larry lee leo leonard lewis louis luis luke marc marco mario mark martin matt matthew michael mick miguel mike
    mohammed muhammad nathan neil nicholas nick nigel oliver oscar patrick paul pedro pete peter phil philip rafael
    ralph ray richard rick rob robert robin rodney roger ron ronald roy rupert russell ryan sam samuel scott sean
    sergei simon stan stephen steve steven stuart ted terry theo thomas tim timothy todd tom tommy tony vincent virat
    vladimir volodymyr walter warren wayne will william xavier"""
)
WOMEN = _set(
    """abigail alice alexandra amanda amy angela angelina anita ann anna anne annie barbara beatrice beth betty beyonce
    bonnie carol caroline carolyn catherine cathy charlotte cheryl christina christine cindy claire claudia cynthia
    deborah debra denise diana diane donna doris dorothy elaine eleanor elena elizabeth ella ellen emily emma erin
    eva evelyn fiona florence frances gabriela gina gloria grace greta hannah heather helen hillary irene isabel
    jacqueline jane janet janice jean jennifer jenny jessica jill joan joanna joyce judith judy julia julie kamala
    karen kate katherine kathleen kathryn katie katrina kelly kim kimberly kristen laura lauren lea linda lisa liz
    lorraine louise lucy lynn madeleine madonna margaret maria marie marilyn marion martha martina mary melania melinda
    melissa meghan michelle mildred miriam molly monica nancy natalie nicole nikki nina olivia oprah pamela patricia
    patsy paula peggy priscilla rachel rebecca rita roberta rosa rose ruth sally samantha sandra sara sarah serena
    sharon sheila shirley sonia sophia sophie stephanie susan suzanne sylvia taylor teresa theresa tina tippi ursula
    valerie vanessa venus veronica victoria virginia vivian wendy whitney winnie yoko"""
)
