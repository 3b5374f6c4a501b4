//! The fourteen figures of Nabian, Gladstone and Meidani (2021), made anew.
//!
//! ```text
//! problems (embedded) ─study─► trainings, watched ─figures─► Figure { pictures, tables, words }
//!                                                              └─► folder with index.html
//! ```
//!
//! Every figure sets what the paper's shows beside what ours shows, in numbers
//! taken from the runs, and says whether they agree; one that only illustrates has
//! no verdict.
//!
//! The crate stands beside the command line, which calls it: it uses the library as any
//! program would, and nothing else uses it.
#![forbid(unsafe_code)]

mod compared;
mod diffusion;
mod elasticity;
mod figure;
mod pages;
mod pictures;
mod plane_stress;
mod stated;
mod statistics;

pub use figure::{Agreement, Figure, FigureTable};
pub use stated::Scale;

use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use voronet::run::{Error, Folder};
use voronet::study::{Advance, Work};

/// Makes all figures and the page. Figures whose training was interrupted are
/// left out, and so is the page.
///
/// # Errors
/// If a training diverges or a file cannot be written.
pub fn reproduce(
    scale: Scale,
    threads: usize,
    folder: &Folder,
    interrupt: &AtomicBool,
    progress: &(dyn Fn(Advance) + Sync),
) -> Result<Vec<Figure>, Error> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let total = elasticity::work(scale) + plane_stress::work(scale) + diffusion::work(scale);
    let work = Work::new(total, interrupt, Mutex::new(progress));
    let mut figures = Vec::new();
    pool.install(|| -> Result<(), Error> {
        let sections: [Section; 3] = [
            elasticity::figures,
            plane_stress::figures,
            diffusion::figures,
        ];
        for section in sections {
            for figure in section(scale, &work)? {
                figure.write(folder)?;
                figures.push(figure);
            }
            if work.is_interrupted() {
                return Ok(());
            }
        }
        pages::write_index(&figures, scale, folder)
    })?;
    Ok(figures)
}

/// The figures of one of the paper's problems.
type Section = fn(Scale, &Work) -> Result<Vec<Figure>, Error>;

#[cfg(test)]
mod tests;
