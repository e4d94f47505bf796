"""Quotes of the samples, each with what a well-behaved writer makes of it and what a careless one does.

`faithful` says the same in slightly other words; `unfaithful` changes what its key names. The checks were fitted to FITTED.
LATER was written when they were; of it 17 of 24 faithful sentences stood at first and 1 of 30 unfaithful, which was mended.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Retold:
    quote: str
    published_at: str
    faithful: tuple[str, ...]
    unfaithful: dict[str, str] = field(default_factory=dict)  # what is changed -> the sentence


FITTED = (
    Retold(
        "SEATTLE — Amazon will not let police forces use Rekognition, its facial recognition service, for the next year, "
        "the company announced on Wednesday, 10 June 2020.",
        "2020-06-11",
        (
            "Amazon announced on 10 June 2020 that it will not let police forces use Rekognition for the next year.",
            "For the next year, police forces will not be allowed to use Amazon's facial recognition service Rekognition.",
        ),
        {
            "negation": "Amazon will let police forces use Rekognition for the next year.",
            "date": "Amazon announced on 10 July 2020 that it will not let police forces use Rekognition.",
            "subject": "Police forces announced on 10 June 2020 that they will not let Amazon use Rekognition for the next year.",
        },
    ),
    Retold(
        "The Washington County Sheriff's Office in Oregon began working with Rekognition in 2017 and compared pictures of "
        "suspects with its collection of jail booking photographs.",
        "2020-06-11",
        (
            "The Washington County Sheriff's Office in Oregon started working with Rekognition in 2017.",
            "In Oregon, the Washington County Sheriff's Office compared pictures of suspects with jail booking photos.",
        ),
        {
            "date": "The Washington County Sheriff's Office in Oregon began working with Rekognition in 2016.",
            "name": "The Washington County Sheriff's Office in Idaho began working with Rekognition in 2017.",
            "certainty": "The Washington County Sheriff's Office in Oregon reportedly began working with Rekognition in 2017.",
        },
    ),
    Retold(
        "NEW YORK (Example Wire) - IBM will no longer sell general purpose facial recognition or analysis software, its chief "
        "executive told members of Congress in a letter dated June 8.",
        "2020-06-09",
        (
            "IBM's chief executive told members of Congress that the company will no longer sell general purpose facial "
            "recognition or analysis software.",
            "In a letter to members of Congress, the chief executive of IBM said it will stop selling general purpose "
            "facial recognition software.",
        ),
        {
            "subject": "Members of Congress told IBM's chief executive that it will no longer sell facial recognition software.",
            "negation": "IBM will sell general purpose facial recognition software, its chief executive told members of Congress.",
            "name": "Amazon's chief executive told members of Congress that it will no longer sell facial recognition software.",
        },
    ),
    Retold(
        "WASHINGTON (Example Wire) - Microsoft will not sell facial recognition technology to police departments in the United "
        "States until a national law governs its use, its president, Brad Smith, said on Thursday.",
        "2020-06-12",
        (
            "Microsoft president Brad Smith said that the company will not sell facial recognition technology to police "
            "departments in the United States until a national law governs its use.",
            "Until a national law governs its use, Microsoft will not sell facial recognition technology to U.S. police "
            "departments, said Brad Smith, its president.",
        ),
        {
            "certainty": "Microsoft will never sell facial recognition technology to police departments in the United States.",
            "condition": "Microsoft will not sell facial recognition technology to police departments in the United States, "
            "its president, Brad Smith, said.",
            "name": "Microsoft will not sell facial recognition technology to police until a national law governs its use, "
            "Satya Nadella said.",
        },
    ),
    Retold(
        "For women with darker skin they were wrong in up to 34.7 percent of cases.",
        "2018-03-12",
        (
            "They were wrong in up to 34.7% of cases for women with darker skin.",
            "For darker-skinned women, they were wrong in up to 34.7 percent of cases.",
        ),
        {
            "number": "For women with darker skin they were wrong in up to 37.4 percent of cases.",
            "subject": "For men with darker skin they were wrong in up to 34.7 percent of cases.",
            "negation": "For women with darker skin they were right in up to 34.7 percent of cases.",
        },
    ),
    Retold(
        "IBM said that it was about to release a new version, and that in its own repetition of the test the error rate for "
        "darker-skinned women had fallen to about 3.5 percent.",
        "2018-03-12",
        (
            "IBM said that the error rate for darker-skinned women had fallen to about 3.5 percent in its own repetition of "
            "the test.",
            "According to IBM, it was about to release a new version.",
        ),
        {
            "certainty": "The error rate for darker-skinned women had fallen to about 3.5 percent.",
            "number": "IBM said that the error rate for darker-skinned women had fallen by about 35 percent.",
            "meaning": "IBM said that the error rate for darker-skinned women had risen to about 3.5 percent.",
        },
    ),
    Retold(
        "Its authors are Joy Buolamwini, a researcher at the Media Lab of the Massachusetts Institute of Technology, and Timnit "
        "Gebru, who was then at Microsoft Research.",
        "2018-03-12",
        (
            "The authors are Joy Buolamwini of the Media Lab at the Massachusetts Institute of Technology and Timnit Gebru, "
            "then at Microsoft Research.",
            "Joy Buolamwini, a researcher at the Media Lab, and Timnit Gebru are its authors.",
        ),
        {
            "subject": "Its authors are Timnit Gebru, a researcher at the Media Lab of the Massachusetts Institute of Technology, "
            "and Joy Buolamwini, who was then at Microsoft Research.",
            "name": "Its authors are Joy Gebru and Timnit Buolamwini.",
        },
    ),
    Retold(
        "The test cost $12.33 and used a service that anyone can rent by the hour. When it was over, Amazon's facial recognition "
        "program had declared that 28 members of the United States Congress were people who had been arrested.",
        "2018-07-27",
        (
            "The test cost $12.33.",
            "Amazon's facial recognition program declared that 28 members of Congress had been arrested.",
            "It used a service that anyone is able to rent by the hour and cost 12.33 dollars.",
        ),
        {
            "number": "The test cost $12.33 million and used a service that anyone can rent by the hour.",
            "subject": "28 members of Congress had declared that Amazon's facial recognition program were arrested.",
            "certainty": "Amazon's facial recognition program had declared that 28 members of Congress may have been arrested.",
        },
    ),
    Retold(
        "DETROIT — The city of Detroit has agreed to pay $300,000 to Robert Williams, who was arrested in front of his family "
        "because a computer confused him with a shoplifter.",
        "2024-06-29",
        (
            "Detroit has agreed to pay Robert Williams $300,000.",
            "The city of Detroit agreed to pay $300,000 to Robert Williams, who had been arrested because a computer confused "
            "him with a shoplifter.",
            "Robert Williams was arrested in front of his family after a computer mistook him for a shoplifter.",
        ),
        {
            "subject": "Robert Williams has agreed to pay $300,000 to the city of Detroit.",
            "number": "The city of Detroit has agreed to pay $30,000 to Robert Williams.",
            "certainty": "The city of Detroit has paid $300,000 to Robert Williams.",
            "cause": "Robert Williams was arrested because he confused a computer with a shoplifter.",
        },
    ),
    Retold(
        "About 2,400 police agencies in the United States use Clearview, according to its chief executive, Hoan Ton-That.",
        "2021-02-15",
        (
            "Clearview is used by about 2,400 police agencies in the United States, according to its chief executive, Hoan "
            "Ton-That.",
            "Clearview's chief executive, Hoan Ton-That, said that about 2,400 police agencies in the United States use it.",
        ),
        {
            "certainty": "About 2,400 police agencies in the United States use Clearview.",
            "number": "About 24,000 police agencies in the United States use Clearview, according to its chief executive.",
            "negation": "About 2,400 police agencies in the United States do not use Clearview, according to its chief executive.",
        },
    ),
    Retold(
        "It also may not sell to any government body in Illinois, state or local, including the police, for five years.",
        "2022-05-10",
        (
            "For five years it may not sell to any government body in Illinois, including the police.",
            "It is also not allowed to sell to any state or local government body in Illinois for five years.",
        ),
        {
            "number": "It may not sell to any government body in Illinois for ten years.",
            "negation": "It may sell to any government body in Illinois for five years.",
            "certainty": "It might not sell to any government body in Illinois for five years.",
        },
    ),
    Retold(
        "A dose of R21 will cost between two and four dollars.",
        "2023-10-02",
        (
            "A dose of R21 will cost from two to four dollars.",
            "One dose of R21 will cost between $2 and $4.",
        ),
        {
            "number": "A dose of R21 will cost between two and five dollars.",
            "certainty": "A dose of R21 could cost between two and four dollars.",
            "name": "A dose of RTS,S will cost between two and four dollars.",
        },
    ),
    Retold(
        "YAOUNDÉ — Cameroon on Monday became the first country to give a malaria vaccine to children as part of its ordinary "
        "program of immunization. The campaign began on 22 January 2024 at a health center in Soa, near the capital, Yaoundé.",
        "2024-01-23",
        (
            "Cameroon was the first country to give a malaria vaccine to children as part of its ordinary immunization program.",
            "The campaign started on 22 January 2024 at a health center in Soa.",
        ),
        {
            "subject": "Children became the first country to give Cameroon a malaria vaccine.",
            "negation": "Cameroon did not become the first country to give a malaria vaccine to children.",
            "mixture": "Cameroon became the first country to give a malaria vaccine on 22 January 2023.",
        },
    ),
)  # fmt: skip

LATER = (
    Retold(
        "It gave up its trial in July 2019, well before the ban, because of technical trouble with its cameras and network.",
        "2021-05-19",
        (
            "It gave up its trial in July 2019 because of technical trouble with its cameras and network.",
            "Because of technical trouble with its cameras and network, it gave up its trial in July 2019.",
            "In July 2019 it gave up its trial because of technical trouble.",
        ),
        {
            "cause": "It had technical trouble with its cameras and network because it gave up its trial in July 2019.",
            "date": "It gave up its trial in July 2020 because of technical trouble.",
            "certainty": "It may have given up its trial because of technical trouble.",
        },
    ),
    Retold(
        "The American company collected pictures of faces from the internet without the knowledge or consent of the people in "
        "them, said the federal commissioner, Daniel Therrien, and his counterparts in Quebec, British Columbia and Alberta.",
        "2021-02-15",
        (
            "The federal commissioner, Daniel Therrien, said the company collected pictures of faces from the internet without "
            "the knowledge or consent of the people in them.",
            "The American company collected photos of faces from the internet without the knowledge or consent of the people, "
            "said the federal commissioner, Daniel Therrien.",
        ),
        {
            "certainty": "The American company collected pictures of faces from the internet without consent.",
            "negation": "The American company collected pictures of faces from the internet with the knowledge and consent of the "
            "people in them, said the federal commissioner.",
            "subject": "The federal commissioner collected pictures of faces from the internet without the people's knowledge.",
            "name": "The American company collected pictures of faces without consent, said the commissioner, Daniel Columbia.",
        },
    ),
    Retold(
        "The drugstore chain Rite Aid may not use facial recognition for security purposes for five years, under a settlement "
        "with the Federal Trade Commission announced on Tuesday.",
        "2023-12-20",
        (
            "Under a settlement with the Federal Trade Commission, the drugstore chain Rite Aid may not use facial recognition "
            "for security purposes for five years.",
            "Rite Aid may not use facial recognition for five years under a settlement with the Federal Trade Commission.",
            "Rite Aid is not allowed to use facial recognition for security purposes for five years.",
        ),
        {
            "subject": "The Federal Trade Commission may not use facial recognition for security purposes for five years, under a "
            "settlement with Rite Aid.",
            "number": "Rite Aid may not use facial recognition for security purposes for fifteen years.",
            "negation": "Rite Aid may use facial recognition for security purposes for five years.",
        },
    ),
    Retold(
        "The settlement needs the approval of a bankruptcy court, because the chain filed for protection from its creditors in "
        "October 2023.",
        "2023-12-20",
        (
            "Because the chain filed for protection from its creditors in October 2023, the settlement needs the approval of a "
            "bankruptcy court.",
            "The settlement needs a bankruptcy court's approval.",
            "The chain filed for protection from its creditors in October 2023.",
        ),
        {
            "cause": "The chain filed for protection from its creditors because the settlement needs the approval of a court.",
            "certainty": "The settlement has the approval of a bankruptcy court.",
            "subject": "A bankruptcy court needs the approval of the settlement.",
            "subject of a part": "The settlement filed for protection from its creditors in October 2023.",
        },
    ),
    Retold(
        "Governor Kathy Hochul signed the Digital Fair Repair Act on 28 December 2022, only days before it would have lapsed.",
        "2022-12-30",
        (
            "On 28 December 2022, Governor Kathy Hochul signed the Digital Fair Repair Act.",
            "The Digital Fair Repair Act was signed by Governor Kathy Hochul on 28 December 2022.",
            "Kathy Hochul signed the Digital Fair Repair Act in December 2022.",
        ),
        {
            "date": "Governor Kathy Hochul signed the Digital Fair Repair Act on 20 December 2022.",
            "name": "Governor Gavin Newsom signed the Digital Fair Repair Act on 28 December 2022.",
            "certainty": "Governor Kathy Hochul would have signed the Digital Fair Repair Act on 28 December 2022.",
            "negation": "Governor Kathy Hochul never signed the Digital Fair Repair Act.",
        },
    ),
    Retold(
        "Webb is a joint project of the space agencies of the United States, Europe and Canada.",
        "2021-12-26",
        (
            "Webb is a joint project of the space agencies of the U.S., Europe and Canada.",
            "The James Webb Space Telescope is a joint project of the space agencies of the United States, Europe and Canada.",
        ),
        {
            "name": "Webb is a joint project of the space agencies of the United States, Europe and Japan.",
            "certainty": "Webb was expected to be a joint project of the space agencies of the United States, Europe and Canada.",
        },
    ),
    Retold(
        "A federal court in Michigan keeps the power to enforce the agreement for four years.",
        "2024-06-29",
        (
            "For four years, a federal court in Michigan keeps the power to enforce the agreement.",
            "A federal court in Michigan retains the power to enforce the agreement for four years.",
            "A federal court keeps the power to enforce the agreement for four years.",
        ),
        {
            "number": "A federal court in Michigan keeps the power to enforce the agreement for 14 years.",
            "subject": "The agreement keeps the power to enforce a federal court in Michigan for four years.",
            "certainty": "A federal court in Michigan lost the power to enforce the agreement for four years.",
        },
    ),
    Retold(
        "In one case an eleven-year-old girl was stopped and searched because of a false match.",
        "2023-12-20",
        (
            "An eleven-year-old girl was stopped and searched because of a false match.",
            "Because of a false match, an eleven-year-old girl was stopped and searched in one case.",
        ),
        {
            "number": "In one case a twelve-year-old girl was stopped and searched because of a false match.",
            "voice": "In one case an eleven-year-old girl stopped and searched a false match.",
            "negation": "In one case an eleven-year-old girl was not stopped because of a false match.",
        },
    ),
    Retold(
        "John Perry, a manager at the company, told a hearing in February that Apple agreed with most of the text but that the "
        "ban on pairing would undermine the security and privacy of people's devices.",
        "2024-03-28",
        (
            "John Perry, a manager at the company, told a hearing that the ban on pairing would undermine the security and "
            "privacy of people's devices.",
            "John Perry told a hearing in February that Apple agreed with most of the text.",
            "According to John Perry, a manager at the company, the ban on pairing would undermine the security of people's "
            "devices.",
        ),
        {
            "certainty": "The ban on pairing would undermine the security and privacy of people's devices.",
            "negation": "John Perry told a hearing that Apple disagreed with most of the text.",
            "mixture": "John Perry agreed with the ban on pairing.",
            "subject": "Apple told a hearing that John Perry agreed with most of the text.",
        },
    ),
)  # fmt: skip
