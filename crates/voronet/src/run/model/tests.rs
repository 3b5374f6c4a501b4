use proptest::prelude::*;

use voronet_kernels::{Activation, Mlp};

use super::parse::values;
use super::*;
use crate::network::Features;
use crate::points::Cloud;
use crate::run::Evaluator;

fn model(precision: Precision) -> Model {
    let mlp = Mlp {
        widths: vec![2, 3, 1],
        activation: Activation::Swish,
    };
    Model {
        title: "A \"title\"".to_owned(),
        inputs: vec!["t".to_owned(), "x".to_owned()],
        outputs: vec!["u".to_owned()],
        domain: BoxDomain {
            lower: vec![0.0, -1.0],
            upper: vec![1.0, 0.1 + 0.2],
        },
        parameters: (0..mlp.parameters() + 2)
            .map(|i| 0.125 * i as f64)
            .collect(),
        later: Vec::new(),
        network: Network {
            subnetworks: vec![Subnetwork {
                mlp,
                features: Features::inputs(2),
                inputs: vec![0, 1],
                outputs: vec![0],
            }],
            shift: vec![0.5, 0.25],
            scale: vec![2.0, 1.0 / 3.0],
            outputs: vec![Channel {
                shift: 273.15,
                scale: 0.1 + 0.7,
            }],
            ansatz: vec![None],
            unknowns: vec![
                Unknown {
                    name: "k".to_owned(),
                    start: 0.1 + 0.2,
                    from: Some(0.0),
                    to: None,
                },
                Unknown {
                    name: "free".to_owned(),
                    start: -1e-9,
                    from: None,
                    to: None,
                },
            ],
        },
        precision,
    }
}

fn written(precision: Precision) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    model(precision).write(&path).unwrap();
    (folder, path)
}

#[test]
fn a_model_is_read_back_as_it_was_written() {
    for precision in [Precision::F32, Precision::F64] {
        let (_folder, path) = written(precision);
        assert_eq!(Model::read(&path).unwrap(), model(precision));
    }
}

#[test]
fn what_the_first_layer_sees_is_read_back() {
    let (folder, _) = written(Precision::F64);
    let mut seeing = model(Precision::F64);
    seeing.network.subnetworks[0].mlp.widths[0] = 3;
    seeing.parameters = (0..seeing.network.parameters())
        .map(|i| (i as f64).sin())
        .collect();
    let features = &mut seeing.network.subnetworks[0].features;
    *features = Features::default();
    for text in [
        "x",
        "cos(6.283185307179586*(t + 0.1))",
        "(t^2 + x^2)^0.3333333333333333",
    ] {
        features.push(text, &seeing.inputs).unwrap();
    }
    let path = folder.path().join("seeing.safetensors");
    seeing.write(&path).unwrap();
    let read = Model::read(&path).unwrap();
    assert_eq!(read, seeing);
    let points = Cloud::from_rows(&[[0.25, 0.5], [1.0, -1.0]]);
    let values = [&read, &seeing].map(|model| Evaluator::new(model).outputs(&points));
    assert_eq!(values[0], values[1]);
    let mut file = output::read_model(&path).unwrap();
    for (features, wanted) in [
        (r#"["x", "sin(", "t"]"#, "its feature `sin(` cannot be read"),
        (r#"["x", "u", "t"]"#, "its feature `u` cannot be read"),
        (r#"["x", "t"]"#, "do not fit"),
        ("[]", "it has no features"),
        ("3", "no list of names"),
    ] {
        file.metadata
            .insert(FEATURES.to_owned(), features.to_owned());
        output::write_model(&path, &file.tensors, &file.metadata).unwrap();
        let error = Model::read(&path).unwrap_err().to_string();
        assert!(error.contains(wanted), "{features}: {error}");
    }
}

/// A model of two networks: u of t and x, k of x alone.
fn of_two() -> Model {
    let mut model = model(Precision::F64);
    model.outputs.push("k".to_owned());
    model.network.unknowns.clear();
    model.network.outputs.push(Channel::PLAIN);
    model.network.ansatz.push(None);
    model.network.subnetworks.push(Subnetwork {
        mlp: Mlp {
            widths: vec![1, 2, 1],
            activation: Activation::Swish,
        },
        features: Features::of_inputs(&[1]),
        inputs: vec![1],
        outputs: vec![1],
    });
    let wave = |i: usize| (i as f64).sin();
    model.parameters = (0..model.network.parameters()).map(wave).collect();
    model
}

#[test]
fn networks_of_some_inputs_are_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.safetensors");
    let model = of_two();
    model.write(&path).unwrap();
    assert_eq!(Model::read(&path).unwrap(), model);
    let file = output::read_model(&path).unwrap();
    let names: Vec<&str> = file.tensors.iter().map(|(name, _, _)| &name[..]).collect();
    assert!(names.contains(&"layers.0.weight") && names.contains(&"networks.1.layers.1.bias"));
    let written = file.metadata[NETWORKS].clone();
    for (from, to, wanted) in [
        (r#""of":["x"]"#, r#""of":["y"]"#, "name y, which it has not"),
        (
            r#""of":["x"]"#,
            r#""of":["t"]"#,
            "a network of `t` sees other inputs",
        ),
        (
            r#""of":["t","x"]"#,
            r#""of":["x","t"]"#,
            "a network of `x, t` sees other inputs",
        ),
        (
            r#""outputs":["k"]"#,
            r#""outputs":["u"]"#,
            "2 give the output `u`",
        ),
        (r#""outputs":["k"]"#, r#""outputs":[]"#, "do not fit"),
        (
            r#""features":["x"]"#,
            r#""features":["t"]"#,
            "sees other inputs",
        ),
        (
            r#""features":["x"]"#,
            r#""features":["k"]"#,
            "its feature `k` cannot be read",
        ),
        (r#""features":["x"]"#, r#""features":[]"#, "do not fit"),
        ("[1,2,1]", "[1]", "do not fit"),
        ("[1,2,1]", "[1,2,2]", "do not fit"),
        ("[1,2,1]", "[1,1e18,1]", "no list of networks"),
        (
            "[1,2,1]",
            "[1,3,1]",
            "`networks.1.layers.0.weight` has the shape [2, 1]",
        ),
        ("[1,2,1]", "7", "no list of networks"),
    ] {
        assert!(written.contains(from), "{written}");
        let mut metadata = file.metadata.clone();
        metadata.insert(NETWORKS.to_owned(), written.replace(from, to));
        output::write_model(&path, &file.tensors, &metadata).unwrap();
        let error = Model::read(&path).unwrap_err().to_string();
        assert!(error.contains(wanted), "{to}: {error}");
    }
}

#[test]
fn a_foreign_file_is_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.safetensors");
    output::write_model(&path, &[], &BTreeMap::new()).unwrap();
    let error = Model::read(&path).unwrap_err().to_string();
    assert!(error.contains("format"), "{error}");
}

/// Reads the model after its file was changed.
fn changed(change: impl FnOnce(&mut output::ModelFile)) -> Result<Model, String> {
    let (_folder, path) = written(Precision::F32);
    let mut file = output::read_model(&path).unwrap();
    change(&mut file);
    output::write_model(&path, &file.tensors, &file.metadata).unwrap();
    Model::read(&path).map_err(|error| error.to_string())
}

#[test]
fn metadata_that_does_not_fit_is_refused_before_memory_is_asked_for() {
    for (key, value, wanted) in [
        ("widths", "[2,1e18,1]", "no list of whole numbers"),
        ("widths", "[2,3.5,1]", "no list of whole numbers"),
        ("widths", "[2,-3,1]", "no list of whole numbers"),
        (
            "widths",
            "[2,10000000000,1]",
            "`layers.0.weight` has the shape [3, 2]",
        ),
        (
            "widths",
            "[2,4294967296,4294967296,1]",
            "`layers.0.weight` has the shape [3, 2]",
        ),
        (
            "widths",
            "[2,18446744073709551615,1]",
            "`layers.0.weight` has the shape [3, 2]",
        ),
        ("widths", "[2,3,1,1]", "no tensor `layers.2.weight`"),
        ("widths", "[2,3]", "do not fit"),
        ("widths", "[2]", "do not fit"),
        ("widths", "[]", "do not fit"),
        (
            "inputs",
            r#"["a","b","c","d","e","f","g","h","i","j","K","l","m","n","o","p","q","r","s","v","w","x","y","z","A"]"#,
            "25 inputs",
        ),
        ("inputs", "[]", "0 inputs"),
        ("inputs", r#"["t","u"]"#, "named `u`"),
        ("outputs", "[]", "0 outputs"),
        ("outputs", "7", "no list of names"),
        ("activation", "sinus", "`sinus` is unknown"),
        ("shift", "[0.5]", "1 number for 2 inputs"),
        ("scale", "[1,null]", "no list of numbers"),
        ("output_shift", "[1,2]", "2 numbers for 1 output"),
        ("output_scale", "[0]", "not positive"),
        ("ansatz", "[]", "0 texts for 1 outputs"),
        ("ansatz", "[\"v*net\"]", "no expression of its inputs"),
        ("output_scale", "[-1e-3]", "not positive"),
        ("output_scale", "[null]", "no list of numbers"),
        ("lower", "[0,1e999]", "`lower`"),
        ("upper", "[0,0.3]", "not below"),
        ("format", "another", "not a model of this program"),
    ] {
        let error = changed(|file| {
            file.metadata.insert(key.to_owned(), value.to_owned());
        });
        let error = error.expect_err(value);
        assert!(error.contains(wanted), "{key} = {value}: {error}");
    }
}

#[test]
fn tensors_that_do_not_fit_are_refused() {
    let turned = changed(|file| file.tensors.iter_mut().for_each(|t| t.1.reverse()));
    assert!(
        turned
            .unwrap_err()
            .contains("shape [2, 3], by the widths it is [3, 2]")
    );
    let fewer = changed(|file| {
        file.tensors.pop();
    });
    assert!(fewer.unwrap_err().contains("it has no tensor"));
    let more = changed(|file| {
        let tensor = (
            "layers.9.bias".to_owned(),
            vec![1],
            TensorData::F32(vec![0.0]),
        );
        file.tensors.push(tensor);
    });
    assert!(
        more.unwrap_err()
            .contains("it has 6 tensors, by the widths there are 5")
    );
}

#[test]
fn tensors_of_both_precisions_are_evaluated_in_double() {
    let mixed = changed(|file| {
        for (_, _, data) in &mut file.tensors[1..] {
            *data = TensorData::F64(values(data));
        }
    });
    let mixed = mixed.unwrap();
    assert_eq!(mixed.precision, Precision::F64);
    assert_eq!(mixed.parameters, model(Precision::F32).parameters);
}

#[test]
fn metadata_of_another_kind_are_shown() {
    for (key, value, said) in [
        (
            "widths",
            "[2, 1e18, 1]",
            "its `widths` is [2, 1e18, 1], no list of whole numbers",
        ),
        (
            "scale",
            "[1, null]",
            "its `scale` is [1, null], no list of numbers",
        ),
        ("lower", "[0]", "its `lower` has 1 number for 2 inputs"),
    ] {
        let refused = changed(|file| {
            file.metadata.insert(key.to_owned(), value.to_owned());
        });
        let told = refused.unwrap_err();
        assert!(told.ends_with(said), "{told}");
    }
}

#[test]
fn weights_that_are_no_numbers_are_known() {
    assert!(model(Precision::F64).is_finite());
    let nan = changed(|file| {
        file.tensors[0].2 = TensorData::F32(vec![f32::NAN; file.tensors[0].2.len()]);
    });
    assert!(!nan.unwrap().is_finite());
}

proptest! {
    /// Whatever happens to the bytes, the file is refused, or is a model that can be
    /// evaluated.
    #[test]
    fn a_damaged_file_never_panics(
        at in 0.0..1.0_f64,
        byte: u8,
        cut in prop::option::of(0.0..1.0_f64),
    ) {
        let (_folder, path) = written(Precision::F32);
        let mut bytes = std::fs::read(&path).unwrap();
        let place = |part: f64| (part * bytes.len() as f64) as usize;
        let (at, cut) = (place(at), cut.map(place));
        bytes[at] = byte;
        bytes.truncate(cut.unwrap_or(bytes.len()));
        std::fs::write(&path, bytes).unwrap();
        if let Ok(model) = Model::read(&path) {
            let evaluator = Evaluator::new(&model);
            let center = vec![0.0; model.inputs.len()];
            let values = evaluator.outputs(&Cloud::new(model.inputs.len(), center));
            prop_assert_eq!(values.len(), model.outputs.len());
        }
    }
}
