"""The smallest workbook a spreadsheet program could have saved; Python's standard library only."""
import zipfile


def sheet_xml(rows):
    """Rows of cells (text | number | ("date"|"percent"|"error", text)) as a worksheet."""
    out = []
    for number, row in enumerate(rows, 1):
        cells = []
        for column, cell in enumerate(row):
            place = f"{chr(ord('A') + column)}{number}"
            if cell is None:
                continue
            if isinstance(cell, tuple):
                kind, text = cell
                style = {"date": ' s="1"', "percent": ' s="2"', "error": ' t="e"'}[kind]
                cells.append(f'<c r="{place}"{style}><v>{text}</v></c>')
            elif isinstance(cell, str):
                cells.append(f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>')
            else:
                cells.append(f'<c r="{place}"><v>{cell!r}</v></c>')
        out.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="x"><sheetData>{"".join(out)}</sheetData></worksheet>'


def write_xlsx(path, rows, date1904=False):
    base = date1904 and '<workbookPr date1904="1"/>' or ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", f'<workbook xmlns:r="r">{base}<sheets>'
                      '<sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="rId1" '
                      'Target="worksheets/sheet1.xml"/></Relationships>')
        book.writestr("xl/styles.xml", '<styleSheet><cellXfs><xf numFmtId="0"/>'
                      '<xf numFmtId="14"/><xf numFmtId="10"/></cellXfs></styleSheet>')
        book.writestr("xl/worksheets/sheet1.xml", sheet_xml(rows))
