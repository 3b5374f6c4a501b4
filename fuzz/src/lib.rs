//! What the program makes of bytes that anybody may have written: a function for each kind of
//! file, which must neither panic nor take long nor ask for much memory, whatever the bytes.

use std::sync::{Arc, OnceLock};

use voronet::expr::{self, Graph, Names, ScalarMath, Scope, Tape};
use voronet::geometry::Mesh;
use voronet::input::{self, Columns};
use voronet::outlook::{self, Memory};
use voronet::plan::Plan;
use voronet::points::Cloud;
use voronet::problem::Problem;
use voronet::run::{self, Model, RunMemory};
use voronet::training::{Flow, Onward, Pools, References, Training};

/// The name of a target, and what it does with bytes.
pub type Target = (&'static str, fn(&[u8]));

/// Every kind of file, by the name of its target, of its folder in `seeds` and `found`, and of its
/// archive in `covering`.
pub const TARGETS: [Target; 6] = [
    ("expressions", expressions),
    ("problems", problems),
    ("checkpoints", checkpoints),
    ("models", models),
    ("stl", stl),
    ("tables", tables),
];

/// Laws, expressions and conditions: they are read, written, differentiated and evaluated.
pub fn expressions(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    let strings = |names: &[&str]| names.iter().map(|name| name.to_string()).collect();
    let scope = Scope {
        names: Names {
            inputs: strings(&["t", "x", "y"]),
            outputs: strings(&["u", "v", "re", "im"]),
            unknowns: strings(&["k"]),
            ..Names::default()
        },
        constants: [("nu".to_owned(), 0.25)].into(),
        complex: vec![expr::ComplexOutput {
            name: "psi".to_owned(),
            re: 2,
            im: 3,
        }],
        space: Some(vec![1, 2]),
        ..Scope::default()
    };
    let mut graph = Graph::new();
    let _ = expr::parse_predicate(text, &scope, &mut graph);
    let _ = expr::parse_value(text, &scope, &mut graph);
    let mut roots = Vec::new();
    roots.extend(expr::parse_expression(text, &scope, &mut graph));
    let laws = expr::parse_law(text, &scope, &mut graph).unwrap_or_default();
    roots.extend(laws.iter().map(|law| law.residual));
    for root in &roots {
        let _ = graph.display(*root, &scope.names).to_string();
    }
    let tape = Tape::compile(&graph, &roots);
    let mut workspace = tape.adjoint_workspace::<f64>(1);
    tape.forward(1, |_| &[0.5], &mut workspace, &ScalarMath);
    tape.adjoint(&mut workspace);
}

/// Problem files: they are read, changed, compiled and tried, as before a training.
pub fn problems(bytes: &[u8]) {
    let Ok(text) = input::text(bytes) else {
        return;
    };
    let open = |name: &str| match name {
        "table.csv" => {
            Ok(b"t,x,y,u,value\n0.5,0.5,0.5,1,2\n0.1,0.2,0.3,0,1\n0.3,0.1,0.2,4,1\n".to_vec())
        }
        "solid.stl" => Ok(include_bytes!("../seeds/stl/two.stl").to_vec()),
        _ => Err(std::io::ErrorKind::NotFound.into()),
    };
    let read = |text, changes: &[String]| Problem::parse_with(text, "a file", changes, &open);
    let problem = match read(text, &[]) {
        Ok(problem) => problem,
        Err(misstated) => {
            let _ = misstated.to_string();
            return;
        }
    };
    // What is changed in it or kept of it is a problem too.
    read(problem.text(), &["training.seed=7".to_owned()]).expect("a seed can be set");
    let plan = Plan::compile(&problem);
    let memory = Memory::of(&problem, &plan, 1);
    // What is larger is refused where there is no more memory than this.
    if memory.total() < 5e8 && run::try_out(&problem).is_ok() {
        outlook::notices(&problem, &plan);
    }
}

/// Checkpoints, whole and in parts: they are read and gone on with.
pub fn checkpoints(bytes: &[u8]) {
    if let Ok((_, state)) = run::decoded(bytes) {
        let _ = RunMemory::restored(&state.run);
    }
    if let Ok(mut memory) = RunMemory::restored(bytes) {
        let written = memory.written();
        assert!(RunMemory::restored(&written).is_ok());
    }
    is_resumed(bytes);
}

/// Takes a training up again from what stands behind the number of its problem, if it can be, and
/// takes two steps.
pub fn is_resumed(bytes: &[u8]) -> bool {
    let Some((&which, memory)) = bytes.split_first() else {
        return false;
    };
    let trained = small_problems();
    let (problem, plan) = &trained[usize::from(which) % trained.len()];
    let pools = Pools::new(problem, plan, &|_, _| {}).expect("a domain with points");
    let resumed = Training::resumed(problem, plan, pools, References::none(), memory);
    let Ok(mut training) = resumed else {
        return false;
    };
    training.extend(Onward {
        more: Some(2),
        until: None,
    });
    let _ = training.run(&mut |_| Flow::GoOn);
    true
}

/// Small problems with one method each, of which a training may be taken up again.
pub fn small_problems() -> &'static [(Problem, Arc<Plan>)] {
    static MADE: OnceLock<Vec<(Problem, Arc<Plan>)>> = OnceLock::new();
    let make = |&(optimizer, method): &(&str, &str)| {
        let text = format!(
            "inputs = ['t', 'x']\noutputs = ['u']\n[domain]\nt = [0, 1]\nx = [0, 1]\n\
             [[equation]]\nlaw = 'diff(u, t) = diff(u, x, 2)'\n\
             [[condition]]\nat = 't = 0'\nlaw = 'u = sin(pi*x)'\n\
             [network]\nhidden = [3]\n\
             [sampling]\nmethod = '{method}'\npoints = 30\nbatch = 10\n\
             [training]\noptimizer = '{optimizer}'\niterations = 4\nrecord_points = 10\nseed = 1\n"
        );
        let problem = Problem::parse(&text).unwrap_or_else(|misstated| panic!("{misstated}"));
        let plan = Arc::new(Plan::compile(&problem));
        (problem, plan)
    };
    MADE.get_or_init(|| METHODS.iter().map(make).collect())
}

const METHODS: [(&str, &str); 6] = [
    ("adam", "pwc"),
    ("l-bfgs", "uniform"),
    ("levenberg-marquardt", "r3"),
    ("ssbroyden", "rad"),
    ("spring", "rar_d"),
    ("sgd", "gradient"),
];

/// Models: they are read, and evaluated at a point.
pub fn models(bytes: &[u8]) {
    let Ok(model) = Model::of_bytes(bytes) else {
        return;
    };
    let middle = |i: usize| 0.5 * model.domain.lower[i] + 0.5 * model.domain.upper[i];
    let point: Vec<f64> = (0..model.inputs.len()).map(middle).collect();
    let points = Cloud::new(model.inputs.len(), point);
    let derivative = format!("diff({}, {})", model.outputs[0], model.inputs[0]);
    let asked = [model.outputs[0].clone(), derivative];
    let opened = run::Opened::Network(Box::new(model));
    let _ = opened.evaluate_expressions(&asked, &points);
}

/// STL files: triangles, and the solid that they bound.
pub fn stl(bytes: &[u8]) {
    let Ok(parts) = input::parse_stl(bytes) else {
        return;
    };
    let parts = parts.into_iter().map(|part| (part.name, part.triangles));
    let _ = Mesh::of_parts(parts.collect());
}

/// Tables: of numbers alone, as an outline, as points of a condition and as a reference.
pub fn tables(bytes: &[u8]) {
    let _ = Columns::parse(bytes);
    let _ = Columns::parse_for(bytes, &["x".to_owned()]);
    let _ = input::outline(bytes);
    let open = |_: &str| Ok(bytes.to_vec());
    for text in [MEASURED, OUTLINED] {
        let Ok(problem) = Problem::parse_with(text, "a file", &[], &open) else {
            continue;
        };
        let _ = References::new(&problem, &Plan::compile(&problem));
    }
}

/// A problem whose data and reference are in a table.
const MEASURED: &str = "inputs = ['x', 'y']\noutputs = ['u']\n[domain]\nx = [0, 1]\ny = [0, 1]\n\
    [[equation]]\nlaw = 'laplacian(u) = 0'\n\
    [[condition]]\npoints = 'table.csv'\nlaw = 'u = v'\n\
    [reference]\nfile = 'table.csv'\n";

/// A problem within an outline.
const OUTLINED: &str = "inputs = ['x', 'y']\noutputs = ['u']\n[domain]\nshape = 'plate'\n\
    [shapes]\nplate = { kind = 'polygon', file = 'table.csv' }\n\
    [[equation]]\nlaw = 'laplacian(u) = 0'\n";
