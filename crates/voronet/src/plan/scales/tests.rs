//! The scales of textbook problems.

use super::*;
use crate::problem::read_problem;

fn scales(text: &str) -> (Problem, Scales) {
    let problem = read_problem(text, &[]).unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let scales = Scales::of(&problem, &Fields::of(&problem));
    (problem, scales)
}

/// Shifts and scales as expected: each scale within a factor of the size that is known of the
/// solution.
fn assert_near(text: &str, factor: f64, expected: &[(f64, f64)]) -> Scales {
    let (problem, scales) = scales(text);
    for (k, &(shift, size)) in expected.iter().enumerate() {
        let Channel {
            shift: found,
            scale,
        } = scales.outputs[k];
        let name = &problem.outputs[k];
        let is_near = (found - shift).abs() <= 0.02 * shift.abs().max(scale);
        assert!(is_near, "{name} = {found}, not {shift}, + {scale}*channel");
        let ratio = scale / size;
        let is_near = (1.0 / factor..factor).contains(&ratio);
        assert!(is_near, "{name}: {scale:e} for {size:e}");
    }
    scales
}

fn interval(outputs: &str, end: &str, laws: &str, at_start: &str) -> String {
    format!(
        "exact = false\ninputs = [\"t\"]\noutputs = [{outputs}]\ndomain = {{ t = [0, {end}] }}\n\
         [[equation]]\nlaw = [{laws}]\n[[condition]]\nat = \"t = 0\"\nlaw = [{at_start}]\n"
    )
}

#[test]
fn prescribed_values_give_middle_and_spread() {
    let text = interval("\"u\"", "1", "\"diff(u, t) = -u\"", "\"2*u = 30\"")
        + "[[condition]]\nat = \"t = 1\"\nlaw = \"5 = u\"\n";
    let found = assert_near(&text, 1.0001, &[(10.0, 5.0)]);
    assert_eq!(found.reasons, [Reason::Prescribed]);
    // The law's size is that of u' over half a second, those of conditions the output's.
    assert!(
        (found.laws[0][0] / 125f64.sqrt() - 1.0).abs() < 0.1,
        "{:?}",
        found.laws
    );
    assert_eq!(found.laws[1..], [[10.0], [5.0]]);
}

#[test]
fn a_heated_bar_at_one_temperature() {
    let text = r#"
        inputs = ["t", "x"]
        outputs = ["T"]
        domain = { t = [0, 3600], x = [0, 0.1] }
        [[equation]]
        law = "7800*460*diff(T, t) = 45*diff(T, x, 2) + 1e6"
        [[condition]]
        at = "t = 0 or x = 0 or x = 0.1"
        law = "T = 300"
    "#;
    // q l^2/(8 k) is 27.8 at the middle.
    let found = assert_near(text, 3.0, &[(300.0, 27.8)]);
    assert_eq!(found.reasons, [Reason::Balance { term: 0, law: 0 }]);
    let off = scales(&format!("scale = false\n{text}")).1;
    assert_eq!(off.outputs, [Channel::PLAIN]);
    assert_eq!(off.laws, [[1.0], [1.0]]);
    let stated = scales(&format!("{text}\n[scales]\nT = {{ scale = 70 }}\n")).1;
    let channel = Channel {
        shift: 300.0,
        scale: 70.0,
    };
    assert_eq!(stated.outputs, [channel]);
    assert_eq!(stated.reasons, [Reason::Stated]);
}

#[test]
fn a_bar_that_radiates() {
    let text = r#"
        inputs = ["t", "x"]
        outputs = ["T"]
        domain = { t = [0, 60], x = [0, 0.05] }
        [[equation]]
        law = "diff(T, t) = 1e-5*diff(T, x, 2)"
        [[condition]]
        at = "t = 0"
        law = "T = 1200"
        [[condition]]
        at = "x = 0.05"
        law = "-40*normal(T) = 0.8*5.67e-8*(T^4 - 300^4)"
    "#;
    // It falls to 1144.
    assert_near(text, 3.0, &[(1200.0, 56.0)]);
}

#[test]
fn sources_of_many_waves() {
    for (source, size) in [
        ("(k^2 - 17*pi^2)*sin(pi*x)*sin(4*pi*y)", 1.0),
        ("1e6*(k^2 - 17*pi^2)*sin(pi*x)*sin(4*pi*y)", 1e6),
    ] {
        let text = format!(
            r#"
            inputs = ["x", "y"]
            outputs = ["u"]
            domain = {{ x = [0, 1], y = [0, 1] }}
            constants = {{ k = 1 }}
            [[equation]]
            law = "laplacian(u) + k^2*u = {source}"
            [[condition]]
            at = "x = 0 or x = 1 or y = 0 or y = 1"
            law = "u = 0"
            "#
        );
        assert_near(&text, 3.0, &[(0.0, size)]);
    }
}

#[test]
fn oscillators_and_orbits() {
    let start = "\"u = 0\", \"diff(u, t) = 3\"";
    let spring = interval("\"u\"", "20", "\"diff(u, t, 2) + 25*u = 0\"", start);
    assert_near(&spring, 1.5, &[(0.0, 0.6)]);
    let system = interval(
        "\"x\", \"v\"",
        "10",
        "\"diff(x, t) = v\", \"diff(v, t) = -36*x\"",
        "\"x = 1\", \"v = 0\"",
    );
    assert_near(&system, 1.5, &[(1.0, 1.0), (0.0, 6.0)]);
    let orbit = interval(
        "\"x\", \"y\"",
        "6.3",
        "\"diff(x, t, 2) = -x/(x^2 + y^2)^1.5\", \"diff(y, t, 2) = -y/(x^2 + y^2)^1.5\"",
        "\"x = 0.5\", \"y = 0\", \"diff(x, t) = 0\", \"diff(y, t) = 1.6\"",
    );
    assert_near(&orbit, 4.0, &[(0.5, 0.6), (0.0, 0.6)]);
}

#[test]
fn what_passes_from_one_output_to_another_has_one_size() {
    let epidemic = interval(
        "\"S\", \"I\", \"R\"",
        "100",
        "\"diff(S, t) = -0.4*S*I/1000\", \"diff(I, t) = 0.4*S*I/1000 - 0.1*I\", \
         \"diff(R, t) = 0.1*I\"",
        "\"S = 990\", \"I = 10\", \"R = 0\"",
    );
    assert_near(
        &epidemic,
        3.0,
        &[(990.0, 500.0), (10.0, 400.0), (0.0, 500.0)],
    );
    // Robertson's reaction: the second substance decays as fast as it is made, to 3.6e-5.
    let reaction = interval(
        "\"a\", \"b\", \"c\"",
        "40",
        "\"diff(a, t) = -0.04*a + 1e4*b*c\", \"diff(c, t) = 3e7*b^2\", \
         \"diff(b, t) = 0.04*a - 1e4*b*c - 3e7*b^2\"",
        "\"a = 1\", \"b = 0\", \"c = 0\"",
    );
    assert_near(&reaction, 5.0, &[(1.0, 0.3), (0.0, 3.6e-5), (0.0, 0.3)]);
}

#[test]
fn plates_in_pascals() {
    let plate = r#"
        inputs = ["x", "y"]
        outputs = ["w"]
        domain = { x = [0, 2], y = [0, 2] }
        constants = { D = 18000 }
        [[equation]]
        law = "D*(diff(w, x, 4) + 2*diff(w, x, 2, y, 2) + diff(w, y, 4)) = 5000"
        [[condition]]
        at = "x = 0 or x = 2"
        law = ["w = 0", "diff(w, x, 2) = 0"]
        [[condition]]
        at = "y = 0 or y = 2"
        law = ["w = 0", "diff(w, y, 2) = 0"]
    "#;
    // 0.00406 q l^4/D at the middle.
    assert_near(plate, 5.0, &[(0.0, 0.018)]);
    let stresses = [
        "E/(1 - nu^2)*(diff(u, x) + nu*diff(v, y))",
        "E/(1 - nu^2)*(diff(v, y) + nu*diff(u, x))",
        "E/2/(1 + nu)*(diff(u, y) + diff(v, x))",
    ];
    let head = "[domain]\nx = [0, 2]\ny = [0, 1]\n[constants]\nE = 200e9\nnu = 0.3\n";
    let rest = r#"
        [[condition]]
        at = "x = 0"
        law = ["u = 0", "v = 0"]
        [[condition]]
        at = "x = 2"
        law = ["sx = 1e8", "sxy = 0"]
        [[condition]]
        at = "y = 0 or y = 1"
        law = ["sy = 0", "sxy = 0"]
    "#;
    let balance = "\"diff(sx, x) + diff(sxy, y) = 0\", \"diff(sxy, x) + diff(sy, y) = 0\"";
    let [sx, sy, sxy] = stresses;
    // Pulled by 1e8 it gets longer by 1e-3, and thinner by 1.5e-4.
    let displacements = format!(
        "inputs = [\"x\", \"y\"]\noutputs = [\"u\", \"v\"]\n{head}[definitions]\nsx = \"{sx}\"\n\
         sy = \"{sy}\"\nsxy = \"{sxy}\"\n[[equation]]\nlaw = [{balance}]\n{rest}"
    );
    assert_near(&displacements, 7.0, &[(0.0, 5e-4), (0.0, 1.5e-4)]);
    let mixed = format!(
        "inputs = [\"x\", \"y\"]\noutputs = [\"u\", \"v\", \"sx\", \"sy\", \"sxy\"]\n{head}\
         [[equation]]\nlaw = [{balance}, \"sx = {sx}\", \"sy = {sy}\", \"sxy = {sxy}\"]\n{rest}"
    );
    let sizes = [
        (0.0, 5e-4),
        (0.0, 1.5e-4),
        (1e8, 3e7),
        (0.0, 3e7),
        (0.0, 3e7),
    ];
    assert_near(&mixed, 10.0, &sizes);
}

#[test]
fn a_pressure_that_is_known_by_its_gradient() {
    let channel = r#"
        inputs = ["x", "y"]
        outputs = ["u", "v", "p"]
        domain = { x = [0, 0.4], y = [0, 0.1] }
        constants = { rho = 1000, mu = 1 }
        [[equation]]
        law = ["rho*(u*diff(u, x) + v*diff(u, y)) = -diff(p, x) + mu*laplacian(u)",
               "rho*(u*diff(v, x) + v*diff(v, y)) = -diff(p, y) + mu*laplacian(v)",
               "diff(u, x) + diff(v, y) = 0"]
        [[condition]]
        at = "x = 0"
        law = ["u = 0.08*y*(0.1 - y)/0.01", "v = 0"]
        [[condition]]
        at = "y = 0 or y = 0.1"
        law = ["u = 0", "v = 0"]
    "#;
    // The pressure falls by 8 mu U/h^2 over the length.
    assert_near(channel, 5.0, &[(0.01, 0.01), (0.0, 0.0025), (0.0, 3.2)]);
}

#[test]
fn what_nothing_determines_is_of_order_one() {
    let text = interval("\"u\"", "1", "\"diff(u, t) = 0\"", "\"u = 7\"");
    let found = scales(&text).1;
    assert_eq!(found.reasons, [Reason::Value]);
    assert_eq!(
        found.outputs[0],
        Channel {
            shift: 7.0,
            scale: 7.0
        }
    );
    let text = interval("\"u\"", "1", "\"diff(u, t) = 0\"", "\"u = 0\"");
    let found = scales(&text).1;
    assert_eq!(found.reasons, [Reason::Nothing]);
    assert_eq!(found.outputs[0], Channel::PLAIN);
}

#[test]
fn sizes_of_singular_laws_hardly_depend_on_the_nearest_point() {
    // 1/r^2, with the nearest point ten times nearer.
    let values: Vec<f64> = (0..128)
        .map(|i| 128f64.powi(2) / (f64::from(i) + 0.5).powi(2))
        .collect();
    let near: Vec<f64> = [100.0 * values[0]]
        .iter()
        .chain(&values[1..])
        .copied()
        .collect();
    assert!(law::size(&near) < 15.0 * law::size(&values));
    assert!((4.0..100.0).contains(&law::size(&values)));
    // A source in a twentieth of the domain is no singularity.
    let bump: Vec<f64> = (0..128).map(|i| if i < 7 { 3.0 } else { 0.0 }).collect();
    assert!((law::size(&bump) / (3.0 * (7.0 / 128f64).sqrt()) - 1.0).abs() < 1e-12);
    assert!(law::size(&[f64::NAN, 3.0, -3.0]) == 3.0 && law::size(&[]) == 0.0);
}
