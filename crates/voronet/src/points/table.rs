//! Tables of numbers as CSV, such as points with a column for each coordinate.

/// A CSV table whose first line names its columns.
pub struct Table {
    /// The columns' names.
    pub names: Vec<String>,
    rows: Vec<csv::StringRecord>,
    /// The number of each row's line in the file, from 1.
    pub lines: Vec<u64>,
}

impl Table {
    /// Reads a table.
    ///
    /// # Errors
    /// What is wrong with it, if its lines do not fit each other.
    pub fn read(bytes: &[u8]) -> Result<Table, String> {
        let mut csv = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(bytes);
        let header = csv.headers().map_err(|e| e.to_string())?;
        let names: Vec<String> = header.iter().map(str::to_owned).collect();
        let rows: Result<Vec<_>, _> = csv.records().collect();
        let rows = rows.map_err(|e| e.to_string())?;
        let line = |row: &csv::StringRecord| row.position().map_or(0, |place| line(bytes, place));
        Ok(Table {
            lines: rows.iter().map(line).collect(),
            names,
            rows,
        })
    }

    /// The index of a column by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The numbers of a column, one for each row.
    ///
    /// # Errors
    /// The first text that is no finite number, and its line.
    pub fn numbers(&self, column: usize) -> Result<Vec<f64>, String> {
        let number = |(row, line): (&csv::StringRecord, &u64)| {
            let text = row.get(column).unwrap_or_default();
            let number = text.parse::<f64>().ok().filter(|x| x.is_finite());
            number.ok_or_else(|| format!("`{text}` in line {line} is no finite number"))
        };
        self.rows.iter().zip(&self.lines).map(number).collect()
    }
}

/// The line in which a record begins: its position is that before the empty
/// lines in front of it.
fn line(bytes: &[u8], place: &csv::Position) -> u64 {
    let rest = bytes.get(place.byte() as usize..).unwrap_or(&[]);
    let empty = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    place.line() + empty.filter(|byte| **byte == b'\n').count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_column_and_what_is_none_is_named_with_its_line() {
        let table = Table::read(b"x, name ,y\n1, a, 2\n\n3,b,inf\n").unwrap();
        assert_eq!(table.names, ["x", "name", "y"]);
        assert_eq!(table.lines, [2, 4]);
        assert_eq!(table.numbers(0), Ok(vec![1.0, 3.0]));
        assert_eq!(table.column("y"), Some(2));
        let told = table.numbers(2).unwrap_err();
        assert_eq!(told, "`inf` in line 4 is no finite number");
        assert!(Table::read(b"x,y\n1\n").is_err());
    }
}
