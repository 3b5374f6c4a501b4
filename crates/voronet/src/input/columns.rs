//! Tables: a line with the columns' names, then a line of numbers for each point.

use std::collections::HashMap;

use voronet_expr::shortened;

use super::numbers::{Separator, comment, lines, number};
use crate::words::{counted, listed};

/// Columns of numbers with a name each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Columns {
    /// The names of the columns; no two are the same.
    pub names: Vec<String>,
    /// The values of each column, one for each row.
    pub values: Vec<Vec<f64>>,
    /// The number of each row's line in the file, from 1.
    pub lines: Vec<u64>,
}

impl Columns {
    /// Reads a table. Its cells are parted by commas, semicolons (then a comma may
    /// stand for the decimal point), tabs or blanks, whichever the line of names
    /// uses; that line may be a comment (`# x u`). Other lines that begin with `#`
    /// or `%`, and columns without a name, are skipped.
    ///
    /// # Errors
    /// What is wrong, with its line and column.
    pub fn parse(bytes: &[u8]) -> Result<Columns, String> {
        let (columns, faults) = read(bytes)?;
        match faults.into_iter().flatten().next() {
            Some(fault) => Err(fault),
            None => Ok(columns),
        }
    }

    /// Does the same where only some columns are needed: the others may hold anything,
    /// and where that is no number they have NaN.
    ///
    /// # Errors
    /// What is wrong, or that one of the needed columns is not there.
    pub fn parse_for(bytes: &[u8], needed: &[String]) -> Result<Columns, String> {
        let (columns, faults) = read(bytes)?;
        for name in needed {
            match columns.names.iter().position(|known| known == name) {
                None => {
                    let known = listed(&columns.names);
                    return Err(format!(
                        "it has no column `{name}`; its columns are {known}"
                    ));
                }
                Some(column) => faults[column].clone().map_or(Ok(()), Err)?,
            }
        }
        Ok(columns)
    }

    /// Returns the values of the column with this name.
    pub fn column(&self, name: &str) -> Option<&[f64]> {
        let position = self.names.iter().position(|known| known == name)?;
        Some(&self.values[position])
    }
}

/// The table, and of each column the first cell that holds no finite number.
fn read(bytes: &[u8]) -> Result<(Columns, Vec<Option<String>>), String> {
    let text = super::text(bytes)?;
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let header = Header::find(text)?;
    let mut columns = Columns {
        names: header.names(),
        values: vec![Vec::new(); header.columns.len()],
        lines: Vec::new(),
    };
    let mut faults = vec![None; header.columns.len()];
    let is_row = |(line, text): &(u64, &str)| *line > header.line && comment(text).is_none();
    for (line, text) in lines(text).filter(is_row) {
        header.read(line, text, &mut columns, &mut faults)?;
    }
    match columns.lines.is_empty() {
        true => Err(format!(
            "it has no row of numbers below its columns' names ({})",
            listed(&columns.names)
        )),
        false => Ok((columns, faults)),
    }
}

/// The most bytes of a column's name: what is longer is no table.
const LONGEST_NAME: usize = 1000;

/// The line with the columns' names.
struct Header {
    line: u64,
    separator: Separator,
    /// Cells in a row.
    width: usize,
    /// The cell and the name of each column that has a name.
    columns: Vec<(usize, String)>,
}

impl Header {
    fn find(text: &str) -> Result<Header, String> {
        let mut separator = None;
        let mut last_comment = None;
        for (line, content) in lines(text) {
            // A line by which spreadsheets tell what parts the cells.
            if let Some(sign) = content.strip_prefix("sep=").and_then(|s| s.chars().next()) {
                separator = Some(Separator::Sign(sign));
                continue;
            }
            if let Some(inner) = comment(content) {
                last_comment = Some((line, inner));
                continue;
            }
            let separator = separator.unwrap_or_else(|| Separator::of(content));
            let cells = separator.split(content);
            if !cells.iter().all(|cell| number(cell, separator).is_ok()) {
                return Header::new(line, separator, content);
            }
            return match last_comment {
                Some((_, names)) if separator.split(names.trim()).len() == cells.len() => {
                    Header::new(line - 1, separator, names.trim())
                }
                _ => Err(format!(
                    "it has no line with the columns' names: its first line is `{}` (line {line})",
                    shortened(content)
                )),
            };
        }
        Err("it has no line with the columns' names, only comments".to_owned())
    }

    fn new(line: u64, separator: Separator, text: &str) -> Result<Header, String> {
        let mut names = separator.split(text);
        let width = names.len();
        // A separator at the end of the line.
        if names.last().is_some_and(|name| name.is_empty()) {
            names.pop();
        }
        let named = names
            .iter()
            .enumerate()
            .filter(|(_, name)| !name.is_empty());
        if let Some((cell, long)) = named.clone().find(|(_, name)| name.len() > LONGEST_NAME) {
            return Err(format!(
                "the name of its column {} has {} bytes, where names have at most {LONGEST_NAME}: \
                 `{}`",
                cell + 1,
                long.len(),
                shortened(long)
            ));
        }
        let columns: Vec<(usize, String)> = named.map(|(i, name)| (i, name.to_string())).collect();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for (second, name) in &columns {
            if let Some(first) = known.insert(name, *second) {
                return Err(format!(
                    "its columns {} and {} are both named `{}`: rename one of them",
                    first + 1,
                    second + 1,
                    shortened(name)
                ));
            }
        }
        Ok(Header {
            line,
            separator,
            width,
            columns,
        })
    }

    fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(_, name)| name.clone()).collect()
    }

    /// Adds a row to the columns.
    fn read(
        &self,
        line: u64,
        text: &str,
        columns: &mut Columns,
        faults: &mut [Option<String>],
    ) -> Result<(), String> {
        let mut cells = self.separator.split(text);
        if cells.len() == self.width + 1 && cells.last().is_some_and(|cell| cell.is_empty()) {
            cells.pop();
        }
        // The line of names may end with a separator where the rows do not.
        let named = self.columns.last().map_or(0, |(cell, _)| cell + 1);
        if cells.len() != self.width && cells.len() != named {
            return Err(format!(
                "line {line} has {} where the names are {} (parted by {}): `{}`",
                counted(cells.len(), "cell"),
                self.width,
                self.separator.name(),
                shortened(text)
            ));
        }
        let values = columns.values.iter_mut().zip(faults);
        for ((cell, name), (values, fault)) in self.columns.iter().zip(values) {
            let found = number(&cells[*cell], self.separator);
            values.push(found.unwrap_or_else(|what| {
                fault.get_or_insert(format!("line {line}, column `{name}` holds {what}"));
                f64::NAN
            }));
        }
        columns.lines.push(line);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Columns {
        Columns::parse(text.as_bytes()).unwrap_or_else(|what| panic!("{text:?}: {what}"))
    }

    #[test]
    fn the_ways_in_which_programs_write_tables() {
        let wanted = [vec![0.0, 0.5], vec![8.1, -7.2]];
        for text in [
            "h,T\n0,8.1\n0.5,-7.2\n",
            "h,T\r\n0,8.1\r\n\r\n0.5,-7.2",
            "h,T\r0,8.1\r0.5,-7.2\r",
            "\u{feff}h;T\n0,0;8,1\n0,5;-7,2\n",
            "sep=;\nh;T\n0;8.1\n0.5;-7.2\n",
            "h\tT\n0\t8.1\n5e-1\t-7.2\n",
            "  h   T\n  0   8.1\n .5  -7.2\n",
            "# h T\n0 8.1\n0.5 -7.2\n",
            "% made by hand\n% h,T\n0,8.1\n# half\n0.5,-7.2\n",
            "h,T,\n0,8.1,\n0.5,-7.2,\n",
            "h,T,\n0,8.1\n0.5,-7.2\n",
            "h,T\n0,8.1,\n0.5,-7.2,\n",
            "\"h\",\"T\"\n\"0\",\"8.1\"\n0.5,-7.2\n",
            // With the unnamed numbers of rows that data frames put first.
            ",h,T\n0,0,8.1\n1,0.5,-7.2\n",
        ] {
            let table = parsed(text);
            assert_eq!(table.names, ["h", "T"], "{text:?}");
            assert_eq!(table.values, wanted, "{text:?}");
        }
        assert_eq!(parsed("h,T\n\n0,1\n# no\n2,3\n").lines, [3, 5]);
        assert_eq!(parsed("x\n1\n2\n").values, [[1.0, 2.0]]);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_column() {
        for (text, wanted) in [
            ("", "it is empty"),
            (" \n\n", "it is empty"),
            ("# nothing\n", "only comments"),
            ("x,u\n", "no row of numbers below its columns' names (x, u)"),
            (
                "0,1\n1,2\n",
                "no line with the columns' names: its first line is `0,1`",
            ),
            ("x,u,u\n0,1,2\n", "columns 2 and 3 are both named `u`"),
            (
                "x,u\n0,1\n1,2,3\n",
                "line 3 has 3 cells where the names are 2 (parted by commas): `1,2,3`",
            ),
            (
                "x,u\n0;1\n",
                "line 2 has 1 cell where the names are 2 (parted by commas): `0;1`",
            ),
            (
                "x,u\n0,1\n1,NaN\n",
                "line 3, column `u` holds `NaN`, which is no finite number",
            ),
            ("x,u\n0,1\n1,inf\n", "line 3, column `u` holds `inf`"),
            (
                "x,u\n0,1\n1e400,1\n",
                "line 3, column `x` holds `1e400`, which is no finite number",
            ),
            ("x,u\n0,\n", "line 2, column `u` holds nothing"),
            (
                "x,u\n0,one\n",
                "line 2, column `u` holds `one`, which is no number",
            ),
            (
                "x\tu\n0,5\t1\n",
                "decimal commas are read where semicolons part",
            ),
        ] {
            let what = Columns::parse(text.as_bytes()).unwrap_err();
            assert!(what.contains(wanted), "{text:?}: {what}");
        }
    }

    #[test]
    fn columns_that_nobody_needs_may_hold_words() {
        let text = b"note,x\nfirst,0.5\nsecond,1\n";
        let needed = |name: &str| Columns::parse_for(text, &[name.to_owned()]);
        assert_eq!(needed("x").unwrap().column("x"), Some(&[0.5, 1.0][..]));
        assert!(
            needed("note")
                .unwrap_err()
                .contains("line 2, column `note` holds `first`")
        );
        let missing = needed("y").unwrap_err();
        assert_eq!(missing, "it has no column `y`; its columns are note, x");
        assert!(Columns::parse(text).is_err());
    }
}
