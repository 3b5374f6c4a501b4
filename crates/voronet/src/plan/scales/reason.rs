//! Where scales are from.

use crate::problem::Problem;

/// Where the scale of an output is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The problem asks for no scales.
    Off,
    /// The problem states it.
    Stated,
    /// It is half the spread of the values that laws prescribe.
    Prescribed,
    /// With it the output adds as much to this law, of this term, as is there without it.
    Balance {
        /// The number of the term.
        term: usize,
        /// The number of the law among the term's.
        law: usize,
    },
    /// It is half the spread of what is prescribed for this output and those that it passes
    /// into.
    Exchange,
    /// It is the geometric mean of that and of what laws ask for, which is less.
    PartOfExchange,
    /// It is the size of the one value that laws prescribe.
    Value,
    /// Nothing says how large the output is.
    Nothing,
}

impl Reason {
    /// Says it in words that follow the scale.
    pub fn words(self, problem: &Problem) -> String {
        match self {
            Reason::Off => "as the problem has it".to_owned(),
            Reason::Stated => "as stated".to_owned(),
            Reason::Prescribed => "half the spread of the values that are prescribed".to_owned(),
            Reason::Balance { term, law } => {
                let name = problem.terms[term].name_of_law(law);
                format!("as large as it takes to balance the rest of `{name}`")
            }
            Reason::Exchange => {
                "half the spread of what is prescribed for it and what it passes into".to_owned()
            }
            Reason::PartOfExchange => {
                "between what its laws ask for and half the spread of what is prescribed for it \
                 and what it passes into"
                    .to_owned()
            }
            Reason::Value => "the size of the one value that is prescribed".to_owned(),
            Reason::Nothing => {
                "nothing says how large it is: state it in [scales] if it is not of order one"
                    .to_owned()
            }
        }
    }
}
