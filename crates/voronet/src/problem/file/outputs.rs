//! `outputs` and `complex`.

use voronet_expr::ComplexOutput;

use super::complaint::Complaint;
use super::read::Reader;

/// The names of the real outputs, which come first, and of the real and imaginary parts of
/// the complex ones.
pub fn outputs(reader: &mut Reader) -> Vec<String> {
    let is_complex = reader.root.get("complex").is_some();
    if !is_complex || reader.root.get("outputs").is_some() {
        reader.scope.names.outputs = reader.names("outputs");
    }
    if is_complex {
        for name in reader.names("complex") {
            complex(reader, name);
        }
    }
    reader.scope.names.outputs.clone()
}

fn complex(reader: &mut Reader, name: String) {
    let parts = ["re", "im"].map(|part| format!("{name}_{part}"));
    let mut all = std::iter::once(&name).chain(&parts);
    if let Some(taken) = all.find(|name| reader.is_taken(name)) {
        let passage = reader.passage_of("complex");
        let title = format!("`{taken}` is defined twice");
        let label = format!("`{name}` stands for `{}` and `{}`", parts[0], parts[1]);
        let complaint = Complaint::new(&passage, title, label);
        reader.complain(complaint.help(format!(
            "give one of the two another name, or leave it out: `{}` and `{}` are there with \
             `{name}`",
            parts[0], parts[1]
        )));
        return;
    }
    let first = reader.scope.names.outputs.len();
    reader.scope.names.outputs.extend(parts);
    reader.scope.complex.push(ComplexOutput {
        name,
        re: first,
        im: first + 1,
    });
}
