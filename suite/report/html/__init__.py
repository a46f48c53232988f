"""One self-contained HTML page from plain data: no file beside it, no request to any network, the same bytes again.

A page (:func:`suite.report.html.page.page`) is a list of sections, a section a list of blocks: tables, heat maps, line
charts, and so on. A block writes its markup and the data that the scripts in ``assets`` draw from. Everything that is
a table is markup already, so that it can be read where scripts are not run; scripts sort, switch and draw.
"""
