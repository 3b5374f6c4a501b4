//! history.csv: what was tracked while training, one line per record.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Error, write_atomically};
use crate::training::Record;

/// A history read back.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The names of the loss terms.
    pub terms: Vec<String>,
    /// The names of the outputs with a reference.
    pub outputs: Vec<String>,
    /// The names of the unknowns.
    pub unknowns: Vec<String>,
    /// The records, in the order written.
    pub records: Vec<Record>,
}

// Terms and outputs have free names; the prefixes keep them apart from the
// fixed columns.
const TERM: &str = "loss_";
const ERROR: &str = "relative_l2_error_";
const UNKNOWN: &str = "unknown_";

/// Writes records as they come; each is on disk when `write` returns, so that
/// a killed run keeps its history.
#[derive(Debug)]
pub struct HistoryWriter {
    path: PathBuf,
    writer: csv::Writer<File>,
}

impl HistoryWriter {
    /// Writes the header, `iteration, seconds, loss, loss_<term>..., learning_rate,
    /// effective_sample_size, relative_l2_error_<output>..., unknown_<name>...`, and the records that
    /// a history has already, in place of what is there.
    pub fn create(path: &Path, history: &History) -> Result<HistoryWriter, Error> {
        write_history(path, history)?;
        let file = File::options().append(true).open(path);
        Ok(HistoryWriter {
            path: path.to_path_buf(),
            writer: csv::Writer::from_writer(file.map_err(Error::write(path))?),
        })
    }

    /// Adds a line. Unknown values are left empty.
    pub fn write(&mut self, record: &Record) -> Result<(), Error> {
        self.line(&row(record))
    }

    fn line(&mut self, line: &[String]) -> Result<(), Error> {
        self.writer
            .write_record(line)
            .map_err(std::io::Error::from)
            .and_then(|()| self.writer.flush())
            .map_err(Error::write(&self.path))
    }
}

/// Writes a whole history at once.
pub fn write_history(path: &Path, history: &History) -> Result<(), Error> {
    let mut text = csv::Writer::from_writer(Vec::new());
    let mut lines = vec![header(history)];
    lines.extend(history.records.iter().map(row));
    for line in &lines {
        let written = text.write_record(line).map_err(std::io::Error::from);
        written.map_err(Error::write(path))?;
    }
    let bytes = text.into_inner().map_err(|e| e.into_error());
    write_atomically(path, &bytes.map_err(Error::write(path))?)
}

fn header(history: &History) -> Vec<String> {
    let History {
        terms,
        outputs,
        unknowns,
        ..
    } = history;
    let mut header = vec!["iteration".to_string(), "seconds".into(), "loss".into()];
    header.extend(terms.iter().map(|name| format!("{TERM}{name}")));
    header.extend(["learning_rate".into(), "effective_sample_size".into()]);
    header.extend(outputs.iter().map(|name| format!("{ERROR}{name}")));
    header.extend(unknowns.iter().map(|name| format!("{UNKNOWN}{name}")));
    header
}

fn row(record: &Record) -> Vec<String> {
    // as many digits as reading the same value back needs, 1e-9 as such
    let number = |value: &f64| format!("{value:?}");
    let known = |value: &Option<f64>| value.as_ref().map_or(String::new(), number);
    let mut line = vec![
        record.iteration.to_string(),
        number(&record.seconds),
        number(&record.loss),
    ];
    line.extend(record.terms.iter().map(number));
    line.push(number(&record.learning_rate));
    line.push(known(&record.effective_sample_size));
    line.extend(record.relative_l2_error.iter().map(known));
    line.extend(record.unknowns.iter().map(number));
    line
}

/// Reads a history.csv. A last line without its end was cut off, by a kill or a full
/// disk, and is left out.
pub fn read_history(path: &Path) -> Result<History, Error> {
    let malformed = |cause: String| Error::malformed(path, "history", cause);
    let bytes = crate::input::read(path).map_err(Error::read(path))?;
    let end = bytes.iter().rposition(|byte| *byte == b'\n');
    let mut reader = csv::Reader::from_reader(&bytes[..end.map_or(0, |at| at + 1)]);
    let header = reader.headers().map_err(|e| malformed(e.to_string()))?;
    let names: Vec<String> = header.iter().map(String::from).collect();
    let rate = names
        .iter()
        .position(|name| name == "learning_rate")
        .filter(|&rate| rate >= 3 && names.len() >= rate + 2)
        .ok_or_else(|| malformed("its header has no `learning_rate`".into()))?;
    let strip = |names: &[String], prefix: &str| -> Vec<String> {
        let strip = |name: &String| name.strip_prefix(prefix).unwrap_or(name).to_string();
        names.iter().map(strip).collect()
    };
    let rest = &names[rate + 2..];
    let errors = rest.iter().take_while(|name| name.starts_with(ERROR));
    let errors = errors.count();
    let records = reader
        .records()
        .map(|line| {
            let line = line.map_err(|e| malformed(e.to_string()))?;
            parse(&line, rate, errors).map_err(malformed)
        })
        .collect::<Result<_, _>>()?;
    Ok(History {
        terms: strip(&names[3..rate], TERM),
        outputs: strip(&rest[..errors], ERROR),
        unknowns: strip(&rest[errors..], UNKNOWN),
        records,
    })
}

/// One line, whose learning rate is in column `rate`, with so many errors.
fn parse(line: &csv::StringRecord, rate: usize, errors: usize) -> Result<Record, String> {
    let place = line.position().map_or(0, csv::Position::line);
    let number = |column: usize| -> Result<f64, String> {
        line[column]
            .parse()
            .map_err(|_| format!("line {place}: `{}` is no number", &line[column]))
    };
    let known = |column: usize| -> Result<Option<f64>, String> {
        if line[column].is_empty() {
            return Ok(None);
        }
        number(column).map(Some)
    };
    Ok(Record {
        iteration: line[0]
            .parse()
            .map_err(|_| format!("line {place}: `{}` is no iteration", &line[0]))?,
        seconds: number(1)?,
        loss: number(2)?,
        terms: (3..rate).map(number).collect::<Result<_, _>>()?,
        learning_rate: number(rate)?,
        effective_sample_size: known(rate + 1)?,
        relative_l2_error: (rate + 2..rate + 2 + errors)
            .map(known)
            .collect::<Result<_, _>>()?,
        unknowns: (rate + 2 + errors..line.len())
            .map(number)
            .collect::<Result<_, _>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(iteration: usize) -> Record {
        Record {
            iteration,
            seconds: 0.1 * iteration as f64,
            loss: 1.0 / 3.0,
            terms: vec![1e-17, 2.5e300],
            learning_rate: 0.003,
            effective_sample_size: (iteration > 0).then_some(812.5),
            relative_l2_error: vec![Some(0.02), None],
            unknowns: vec![1.0 / 7.0, -2e-300],
        }
    }

    #[test]
    fn reads_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.csv");
        // names that need quoting or look like a fixed column
        let terms = ["seconds".to_string(), "ends, \"both\"".to_string()];
        let outputs = ["u".to_string(), "v".to_string()];
        let unknowns = ["k".to_string(), "loss".to_string()];
        let records = [record(0), record(10)];
        let empty = History {
            terms: terms.to_vec(),
            outputs: outputs.to_vec(),
            unknowns: unknowns.to_vec(),
            records: Vec::new(),
        };
        let mut writer = HistoryWriter::create(&path, &empty).unwrap();
        for record in &records {
            writer.write(record).unwrap();
        }
        // read while the writer is still open: every line has been flushed
        let history = read_history(&path).unwrap();
        assert_eq!(history.terms, terms);
        assert_eq!(history.outputs, outputs);
        assert_eq!(history.unknowns, unknowns);
        assert_eq!(history.records, records);
        // of a line that was cut off, the number before the cut would be a wrong one
        drop(writer);
        let bytes = std::fs::read(&path).unwrap();
        for cut in [1, 2, 30] {
            std::fs::write(&path, &bytes[..bytes.len() - cut]).unwrap();
            assert_eq!(read_history(&path).unwrap().records, records[..1], "{cut}");
        }
    }

    #[test]
    fn a_bad_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.csv");
        let text = "iteration,seconds,loss,learning_rate,effective_sample_size\n0,0,one,1,\n";
        std::fs::write(&path, text).unwrap();
        let message = read_history(&path).unwrap_err().to_string();
        assert!(
            message.contains("line 2") && message.contains("`one`"),
            "{message}"
        );
        std::fs::write(&path, "a,b\n1,2\n").unwrap();
        assert!(matches!(read_history(&path), Err(Error::Malformed { .. })));
    }
}
