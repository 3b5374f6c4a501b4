//! model.safetensors: named tensors with a map of text beside them.

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::{Dtype, SafeTensors};
use serde_json::json;

use super::{Error, write_durably};

/// A tensor's values, row-major, in the precision they were trained in.
#[derive(Clone, Debug, PartialEq)]
pub enum TensorData {
    /// float32
    F32(Vec<f32>),
    /// float64
    F64(Vec<f64>),
}

impl TensorData {
    /// Returns the number of values.
    pub fn len(&self) -> usize {
        match self {
            TensorData::F32(values) => values.len(),
            TensorData::F64(values) => values.len(),
        }
    }

    /// Tells whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn dtype(&self) -> &'static str {
        match self {
            TensorData::F32(_) => "F32",
            TensorData::F64(_) => "F64",
        }
    }

    fn bytes(&self) -> Vec<u8> {
        match self {
            TensorData::F32(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
            TensorData::F64(values) => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
        }
    }

    /// From little-endian bytes; `None` for another type than the two.
    fn parse(dtype: Dtype, bytes: &[u8]) -> Option<TensorData> {
        let f32s = bytes.as_chunks().0.iter().map(|b| f32::from_le_bytes(*b));
        let f64s = bytes.as_chunks().0.iter().map(|b| f64::from_le_bytes(*b));
        match dtype {
            Dtype::F32 => Some(TensorData::F32(f32s.collect())),
            Dtype::F64 => Some(TensorData::F64(f64s.collect())),
            _ => None,
        }
    }
}

/// The tensors and metadata that a model file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelFile {
    /// The name, shape and values of each tensor, in the order of the file.
    pub tensors: Vec<(String, Vec<usize>, TensorData)>,
    /// Everything about the model that is no tensor, as text.
    pub metadata: BTreeMap<String, String>,
}

/// Writes tensors (name, shape, values) and metadata.
///
/// # Errors
/// If a tensor's shape does not hold as many values as it has, or the file
/// cannot be written.
pub fn write_model(
    path: &Path,
    tensors: &[(String, Vec<usize>, TensorData)],
    metadata: &BTreeMap<String, String>,
) -> Result<(), Error> {
    for (name, shape, data) in tensors {
        let expected = shape.iter().product();
        if data.len() != expected {
            return Err(Error::Length {
                name: name.clone(),
                expected,
                found: data.len(),
            });
        }
    }
    write_durably(path, &encode(tensors, metadata))
}

/// The length of the header, the header, the values. Written here, and not by
/// the library that reads it, since that one puts the metadata in random order
/// and equal models should be equal files.
fn encode(
    tensors: &[(String, Vec<usize>, TensorData)],
    metadata: &BTreeMap<String, String>,
) -> Vec<u8> {
    let mut header = json!({ "__metadata__": metadata });
    let mut values = Vec::new();
    // wide values first keeps all of them aligned
    let (wide, narrow): (Vec<_>, Vec<_>) = tensors
        .iter()
        .partition(|(_, _, data)| matches!(data, TensorData::F64(_)));
    for (name, shape, data) in wide.into_iter().chain(narrow) {
        let start = values.len();
        values.extend(data.bytes());
        header[name] = json!({
            "dtype": data.dtype(),
            "shape": shape,
            "data_offsets": [start, values.len()],
        });
    }
    let mut header = header.to_string().into_bytes();
    header.resize(header.len().next_multiple_of(8), b' ');
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.extend(values);
    bytes
}

/// Reads a model of float32 and float64 tensors.
///
/// # Errors
/// If the file cannot be read or is no such model.
pub fn read_model(path: &Path) -> Result<ModelFile, Error> {
    let bytes = crate::input::read(path).map_err(Error::read(path))?;
    decode_model(&bytes).map_err(|cause| Error::malformed(path, "safetensors file", cause))
}

/// Does the same with the bytes of a file.
///
/// # Errors
/// What is wrong with them.
pub fn decode_model(bytes: &[u8]) -> Result<ModelFile, String> {
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(|e| e.to_string())?;
    let file = SafeTensors::deserialize(bytes).map_err(|e| e.to_string())?;
    let mut tensors = Vec::new();
    for name in header.offset_keys() {
        let view = file.tensor(&name).map_err(|e| e.to_string())?;
        let data = TensorData::parse(view.dtype(), view.data())
            .ok_or_else(|| format!("`{name}` is {:?}", view.dtype()))?;
        tensors.push((name, view.shape().to_vec(), data));
    }
    let metadata = header.metadata().clone().unwrap_or_default();
    Ok(ModelFile {
        tensors,
        metadata: metadata.into_iter().collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.safetensors");
        let tensors = vec![
            (
                "b.weight".to_string(),
                vec![2, 3],
                TensorData::F64(vec![0.1; 6]),
            ),
            (
                "a.bias".to_string(),
                vec![2],
                TensorData::F32(vec![-1.5, f32::MIN_POSITIVE]),
            ),
        ];
        let text = |key: &str| (key.to_string(), format!("{key} \"sine\" µ"));
        let metadata: BTreeMap<_, _> = ["activation", "widths", "inputs"].map(text).into();
        write_model(&path, &tensors, &metadata).unwrap();
        let model = read_model(&path).unwrap();
        assert_eq!(model, ModelFile { tensors, metadata });
    }

    #[test]
    fn complains_about_shapes_and_garbage() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.safetensors");
        let short = [("w".to_string(), vec![2, 3], TensorData::F32(vec![0.0; 5]))];
        let written = write_model(&path, &short, &BTreeMap::new());
        assert!(matches!(
            written,
            Err(Error::Length {
                expected: 6,
                found: 5,
                ..
            })
        ));
        std::fs::write(&path, b"not a model").unwrap();
        assert!(matches!(read_model(&path), Err(Error::Malformed { .. })));
    }
}
