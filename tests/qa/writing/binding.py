"""Quotes, each with sentences that keep its words and say something else: what binds, or whose head it is, was left out."""

from __future__ import annotations

PAIRS: tuple[tuple[str, tuple[str, ...]], ...] = (
    # instead of, rather than, unlike, other than, except
    (
        "Amazon, rather than Microsoft, won the contract for the cloud.",
        ("Microsoft won the contract for the cloud.", "Microsoft won the contract."),
    ),
    (
        "The court said a man other than Robert Williams stole the five watches.",
        ("Robert Williams stole the five watches.", "The court said Robert Williams stole the five watches."),
    ),
    (
        "The vaccine is safe except for pregnant women and small children.",
        ("The vaccine is safe for pregnant women.", "The vaccine is safe for pregnant women and small children."),
    ),
    (
        "Unlike Microsoft, Amazon sold the software to police departments.",
        ("Microsoft sold the software to police departments.",),
    ),
    (
        "Amazon, unlike Microsoft, sold the software to police departments.",
        ("Microsoft sold the software to police departments.",),
    ),
    (
        "Parliament chose Lena Okafor instead of Suri Patel as its speaker.",
        ("Parliament chose Suri Patel as its speaker.",),
    ),
    ("Instead of Suri Patel, Lena Okafor opened the bridge.", ("Suri Patel opened the bridge.",)),
    (
        "The council bought trams instead of buses for the old town.",
        ("The council bought buses for the old town.", "The council bought buses."),
    ),
    (
        "The rule covers every company except Orion and its owners.",
        ("The rule covers Orion and its owners.", "The rule covers every company and its owners."),
    ),
    (
        "All the bridges apart from the Velm bridge were closed on Sunday.",
        ("The Velm bridge was closed on Sunday.", "The bridges from the Velm bridge were closed."),
    ),
    ("Every member aside from Jane Poe voted for the budget.", ("Jane Poe voted for the budget.",)),
    ("With the exception of Orion, the companies paid the fine.", ("Orion paid the fine.",)),
    ("Orion, as opposed to IBM, paid the fine in full.", ("IBM paid the fine in full.", "IBM paid the fine.")),
    ("Anyone but the mayor can open the archive.", ("The mayor can open the archive.",)),
    (
        "Far from supporting the strike, the union condemned it in a letter.",
        ("The union supporting the strike condemned it.", "Supporting the strike, the union condemned it in a letter."),
    ),
    (
        "The plant uses gas rather than coal to heat the town.",
        ("The plant uses coal to heat the town.", "The plant uses coal."),
    ),
    (
        "Police blamed the weather rather than the driver for the crash.",
        ("Police blamed the driver for the crash.", "Police blamed the driver."),
    ),
    (
        "Nurses, instead of doctors, gave the injections in Northport.",
        ("Doctors gave the injections in Northport.", "Doctors gave the injections."),
    ),
    ("The ban does apply to cars other than taxis.", ("The ban does apply to taxis.",)),
    ("Children excluding infants need a ticket for the ferry.", ("Infants need a ticket for the ferry.",)),
    ("Visitors besides members pay ten euros at the gate.", ("Members pay ten euros at the gate.",)),
    (
        "The bank lent money to farmers instead of traders in the north.",
        ("The bank lent money to traders in the north.", "The bank lent money to traders."),
    ),
    ("In place of Lena Okafor, Suri Patel signed the treaty.", ("Lena Okafor signed the treaty.",)),
    (
        "In lieu of a fine, the court ordered Orion to plant trees.",
        ("The court ordered Orion a fine.", "A fine the court ordered Orion."),
    ),
    # fewer, less, least, former, half, would-be, so-called
    (
        "Fewer ships used the harbour last winter than the ferry company expected.",
        ("Ships used the harbour last winter.",),
    ),
    ("The town spent less money on schools after the flood.", ("The town spent money on schools after the flood.",)),
    ("The least popular mayor in the county is Lena Okafor.", ("The popular mayor in the county is Lena Okafor.",)),
    (
        "The former mayor Lena Okafor signed the contract with Orion.",
        ("The mayor Lena Okafor signed the contract with Orion.", "Mayor Lena Okafor signed the contract."),
    ),
    ("The ex-minister Suri Patel owns the newspaper.", ("The minister Suri Patel owns the newspaper.",)),
    ("The acting director Jane Poe closed the museum.", ("The director Jane Poe closed the museum.",)),
    ("The would-be assassin Jane Poe was arrested in Velm.", ("The assassin Jane Poe was arrested in Velm.",)),
    ("Too few people signed the petition against the dam.", ("People signed the petition against the dam.",)),
    ("Only members of the club can vote on the plan.", ("Members of the club vote on the plan.",)),
    (
        "The so-called expert Robert Williams spoke for the company.",
        ("The expert Robert Williams spoke for the company.",),
    ),
    ("The seldom used bridge at Velm was repaired.", ("The used bridge at Velm was repaired.",)),
    ("Scientists rarely find the fish in the lake.", ("Scientists find the fish in the lake.",)),
    (
        "The minister stopped short of calling the attack a crime.",
        ("The minister stopped calling the attack a crime.", "The minister calling the attack a crime stopped."),
    ),
    ("The doctor falsely said that the medicine cures cancer.", ("The doctor said that the medicine cures cancer.",)),
    (
        "The company pretended to repair the pumps in May.",
        ("The company repair the pumps in May.",),
    ),
    (
        "The test showed a lack of lead in the water of Velm.",
        ("The test showed lead in the water of Velm.", "The test showed lead."),
    ),
    ("The absence of Lena Okafor delayed the vote.", ("Lena Okafor delayed the vote.",)),
    (
        "The committee found little evidence of fraud in Velm.",
        ("The committee found evidence of fraud in Velm.", "The committee found evidence of fraud."),
    ),
    ("The law is anything but popular in the north.", ("The law is popular in the north.",)),
    ("Few of the workers joined the union.", ("The workers joined the union.",)),
    # possessives
    (
        "Jane Poe's brother killed the baker in Velm.",
        ("Jane Poe killed the baker in Velm.", "Jane Poe killed the baker."),
    ),
    (
        "Robert Williams's lawyer stole the money from the bank.",
        ("Robert Williams stole the money from the bank.", "Robert Williams stole the money."),
    ),
    ("The mayor’s critics sold the land to Orion.", ("The mayor sold the land to Orion.", "The mayor sold the land.")),
    ("Orion's rival paid the fine last year.", ("Orion paid the fine last year.",)),
    ("The teachers' union called the strike in Northport.", ("The teachers called the strike in Northport.",)),
    ("Police arrested Jane Poe's brother in Velm.", ("Police arrested Jane Poe in Velm.", "Police arrested Jane Poe.")),
    (
        "The court fined Orion's supplier for the spill.",
        ("The court fined Orion for the spill.", "The court fined Orion."),
    ),
    ("Lena Okafor's opponent won the election.", ("Lena Okafor won the election.",)),
    (
        "The company's competitors lowered their prices in March.",
        ("The company lowered their prices in March.", "The company lowered prices."),
    ),
    ("The suspect's neighbour was sentenced to four years.", ("The suspect was sentenced to four years.",)),
    (
        "Amazon's customers lost the lawsuit about the fees.",
        ("Amazon lost the lawsuit about the fees.", "Amazon lost the lawsuit."),
    ),
    ("The patients' doctor died in the fire.", ("The patients died in the fire.",)),
    # the head of the subject, or of the object, in another form
    (
        "The brother of Jane Poe killed the baker in Velm.",
        ("Jane Poe killed the baker in Velm.", "Jane Poe killed the baker."),
    ),
    (
        "The man who shot Robert Williams was jailed for nine years.",
        ("Robert Williams was jailed for nine years.", "Robert Williams was jailed."),
    ),
    (
        "The officer that arrested Robert Williams was fired in May.",
        ("Robert Williams was fired in May.", "Robert Williams was fired."),
    ),
    (
        "Police arrested the brother of Jane Poe in Velm.",
        ("Police arrested Jane Poe in Velm.", "Police arrested Jane Poe."),
    ),
    ("The company suing Orion went bankrupt in 2019.", ("Orion went bankrupt in 2019.", "Orion went bankrupt.")),
    ("The lawyer defending Jane Poe confessed to the theft.", ("Jane Poe confessed to the theft.",)),
    ("A storm that hit Northport killed three sailors.", ("Northport killed three sailors.",)),
    ("Opponents of the dam blocked the road.", ("The dam blocked the road.",)),
    ("Critics against the mayor burned the flag.", ("The mayor burned the flag.",)),
    ("Rumours about Lena Okafor hurt the party.", ("Lena Okafor hurt the party.",)),
    ("The book about Suri Patel won the prize.", ("Suri Patel won the prize.",)),
    (
        "The house beside the church burned down in 1901.",
        ("The church burned down in 1901.", "The church burned down."),
    ),
    ("The man behind Robert Williams drew a knife.", ("Robert Williams drew a knife.",)),
    ("The woman accusing Robert Williams withdrew the charge.", ("Robert Williams withdrew the charge.",)),
    ("Protests outside the bank injured four people.", ("The bank injured four people.",)),
    ("The company that bought Orion fired 300 workers.", ("Orion fired 300 workers.",)),
    ("The judge who freed Jane Poe was suspended.", ("Jane Poe was suspended.",)),
    (
        "A court in Velm banned the critics of the mayor from the hall.",
        ("A court in Velm banned the mayor from the hall.", "A court banned the mayor."),
    ),
    (
        "The bank sued the owners of Orion over the loan.",
        ("The bank sued Orion over the loan.", "The bank sued Orion."),
    ),
    ("The hospital treated the victims of the sect in Velm.", ("The hospital treated the sect in Velm.",)),
    ("The driver who hit the cyclist died at the scene.", ("The cyclist died at the scene.", "The cyclist died.")),
    (
        "Supporters of Lena Okafor and Suri Patel smashed the windows.",
        ("Suri Patel smashed the windows.", "Lena Okafor and Suri Patel smashed the windows."),
    ),
    ("Friends of the victim attacked the prison.", ("The victim attacked the prison.",)),
    ("The ship carrying the minister sank near Velm.", ("The minister sank near Velm.", "The minister sank.")),
)
