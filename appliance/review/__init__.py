"""What days add up to, as people are told it: sentences, charts, a page about a week.

insights_told(found, kinds, code)    every insight as a sentence in a language
tell_week(week, code, …)             the spoken week, in under a minute
look(history, today)                 everything worked out of a history; kept by the store as long as nothing changed
"""
