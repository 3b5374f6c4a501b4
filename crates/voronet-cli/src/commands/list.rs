//! `voronet list`

use std::io::Write;

use voronet::expr::nearest_name;
use voronet::listings;

use crate::args::ListArguments;
use crate::failure::Failure;

/// Prints the members of one family, or of all.
pub fn run(arguments: &ListArguments) -> Result<(), Failure> {
    let all = listings();
    let wanted = |name: &str| {
        arguments
            .family
            .as_deref()
            .is_none_or(|family| family == name)
    };
    let shown: Vec<_> = all.iter().filter(|listing| wanted(listing.name)).collect();
    if let (true, Some(family)) = (shown.is_empty(), &arguments.family) {
        let known: Vec<&str> = all.iter().map(|listing| listing.name).collect();
        let near = nearest_name(family, known.iter().copied());
        let near = near.map_or(String::new(), |name| format!("did you mean `{name}`? "));
        return Err(Failure::Usage(format!(
            "nothing is called `{family}` here; {near}there are: {}",
            known.join(", ")
        )));
    }
    let mut out = std::io::stdout().lock();
    for (i, listing) in shown.iter().enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        writeln!(
            out,
            "{}\n\n{}",
            listing.name.to_uppercase(),
            listing.to_text().trim_end()
        )?;
    }
    Ok(())
}
