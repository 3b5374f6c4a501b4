//! history.csv: what was tracked while training, one line per record.

use std::fs::File;
use std::path::{Path, PathBuf};

use super::{Error, write_atomically};
use crate::training::Record;

/// The most rows of a history.
pub const MOST_ROWS: usize = 5000;

/// What was tracked while training.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// The names of the loss terms.
    pub terms: Vec<String>,
    /// The names of the outputs with a reference.
    pub outputs: Vec<String>,
    /// The names of the unknowns.
    pub unknowns: Vec<String>,
    /// The records that are kept, in their order; the last one is always among them.
    pub records: Vec<Record>,
    /// How many there were: of more than [`MOST_ROWS`] every second is kept, of more than twice as
    /// many every fourth, and so on.
    pub made: usize,
}

impl History {
    /// Adds a record. Which ones are kept depends on their number alone, so that it makes no
    /// difference whether the training was cut.
    pub fn push(&mut self, record: Record) {
        let before = self.stride();
        if self.made > 0 && !self.is_last_in_step() {
            self.records.pop();
        }
        self.records.push(record);
        self.made = self.made.saturating_add(1);
        if self.stride() > before {
            let last = self.records.len() - 1;
            let mut place = 0..;
            self.records
                .retain(|_| place.next().is_some_and(|k| k % 2 == 0 || k == last));
        }
    }

    /// Of how many records one is kept.
    pub fn stride(&self) -> usize {
        self.made.div_ceil(MOST_ROWS).next_power_of_two()
    }

    /// Tells whether the last record is kept for its number, and not for being the last.
    pub fn is_last_in_step(&self) -> bool {
        self.made > 0 && (self.made - 1).is_multiple_of(self.stride())
    }
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
    /// Of how many records one is in the file.
    stride: usize,
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
            stride: history.stride(),
            writer: csv::Writer::from_writer(file.map_err(Error::write(path))?),
        })
    }

    /// Adds a line for the last record of a history, unless that is only kept for being the last;
    /// where it has become thinner, so does the file. Unknown values are left empty.
    pub fn write(&mut self, history: &History) -> Result<(), Error> {
        if history.stride() > self.stride {
            *self = HistoryWriter::create(&self.path, history)?;
            return Ok(());
        }
        match history.records.last() {
            Some(last) if history.is_last_in_step() => self.line(&row(last)),
            _ => Ok(()),
        }
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
    let records: Vec<Record> = reader
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
        made: records.len(),
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
            made: 0,
        };
        let mut writer = HistoryWriter::create(&path, &empty).unwrap();
        let mut history = empty;
        for record in &records {
            history.push(record.clone());
            writer.write(&history).unwrap();
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
    fn a_long_history_is_thin_and_even() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("history.csv");
        let bare = |iteration| Record {
            terms: Vec::new(),
            relative_l2_error: Vec::new(),
            unknowns: Vec::new(),
            ..record(iteration)
        };
        let mut history = History {
            terms: Vec::new(),
            outputs: Vec::new(),
            unknowns: Vec::new(),
            records: Vec::new(),
            made: 0,
        };
        let mut writer = HistoryWriter::create(&path, &history).unwrap();
        let mut whole = Vec::new();
        for k in 0..4 * MOST_ROWS + 17 {
            history.push(bare(10 * k));
            whole.push(10 * k);
            let last = history.records.last().unwrap();
            assert_eq!(last.iteration, 10 * k);
            assert!(history.records.len() <= MOST_ROWS + 1);
            // The file is looked at where it matters: it takes long.
            let is_near = |n: usize| k.abs_diff(n) < 3;
            if [MOST_ROWS, 2 * MOST_ROWS, 4 * MOST_ROWS]
                .into_iter()
                .any(is_near)
            {
                writer.write(&history).unwrap();
                let iterations = |records: &[Record]| -> Vec<usize> {
                    records.iter().map(|record| record.iteration).collect()
                };
                let stride = history.stride();
                let wanted: Vec<usize> = whole.iter().copied().step_by(stride).collect();
                let mut kept = iterations(&history.records);
                if !history.is_last_in_step() {
                    kept.pop();
                }
                assert_eq!(kept, wanted);
                if k % stride == 0 && is_near(MOST_ROWS + 1) && stride == 2 {
                    assert_eq!(iterations(&read_history(&path).unwrap().records), wanted);
                }
            }
        }
        assert_eq!(history.stride(), 8);
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
