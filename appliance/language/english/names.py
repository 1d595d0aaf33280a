"""Given names that are in the recogniser's dictionary (CMUdict), so that "this is Sam" can be heard in a grammar.

A person with another name is told by the forms without a name.
"""

from __future__ import annotations

from appliance.language.forms import listed

GIVEN_NAMES = listed("""
aaron adam adrian aiden alan albert alex alexander alexandra alexis alice alicia alison allan allen alma amanda
amber amelia amy ana andrea andreas andrew andy angela angelina anita ann anna anne annie anthony antonio april
aria ariana arthur ashley audrey austin ava barbara beatrice becky ben benjamin bernard beth betty bill billy
blake bob bobby bonnie brad brandon brenda brian bruce bryan caleb cameron carl carla carlos carmen carol
caroline catherine cathy charles charlie charlotte chelsea cheryl chloe chris christian christina christine
christopher cindy claire clara claudia colin connor craig crystal cynthia daisy dan dana daniel daniela danny
dave david dawn dean deborah debra dennis derek diana diane diego dominic don donald donna doris dorothy doug
douglas dylan earl ed eddie edgar edith edward edwin elaine eleanor elena eli elias elijah elizabeth ella ellen
ellie emil emily emma eric erica erik erin ethan eugene eva evan eve evelyn fatima felix fernando florence
frances francis francisco frank fred frederick gabriel gail gary gavin george gerald gina gloria gordon grace
graham grant greg gregory hannah harold harriet harry hassan hazel heather hector helen helena henry holly
howard hugh hugo ian ibrahim igor irene iris isaac isabel isabella ivan jack jackie jackson jacob jake james
jamie jan jane janet jason jay jean jeff jeffrey jennifer jenny jeremy jerry jesse jessica jill jim jimmy joan
joanna joe joel john johnny jon jonathan jordan jorge jose joseph josh joshua joy joyce juan judith judy julia
julian julie june justin karen karl kate katherine kathleen kathy katie kayla keith kelly ken kenneth kevin kim
kimberly kirsten kyle lara larry laura lauren laurie leah lee lena leo leon leonard leslie liam lily linda lisa
liz logan lois lori louis louise lucas lucia lucy luis luke lynn madison marc marcus margaret maria marie
marilyn mario marion mark marta martha martin mary mason matt matthew maureen max maxine maya megan melanie
melissa mia michael michelle miguel mike mila miles mohammed molly monica nadia nancy naomi natalie natasha
nathan neil nicholas nick nicole nina noah nora norma oliver olivia omar oscar owen pamela pat patricia patrick
paul paula pedro peggy penny peter phil philip phyllis rachel ralph ray raymond rebecca regina rhonda ricardo
richard rick rita rob robert roberta robin rodney roger roland ron ronald rosa rose ross roy ruby russell ruth
ryan sally sam samantha samuel sandra sara sarah scott sean sebastian sergio seth shannon sharon shawn sheila
shirley simon sofia sonia sophia sophie stacy stan stanley stella stephanie stephen steve steven stuart sue
susan sylvia tanya tara ted teresa terry thelma theresa thomas tiffany tim timothy tina todd tom tommy toni tony
tracy travis tyler valerie vanessa vera veronica vicky victor victoria vincent viola violet virginia vivian
walter wanda warren wayne wendy wesley will william xavier yasmin yolanda yvonne zachary zoe
""")
