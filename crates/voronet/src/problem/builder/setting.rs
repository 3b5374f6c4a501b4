//! Values of a problem stated in Rust.

use voronet_expr::Expr;

/// A value of a problem file, made of numbers, texts, expressions, shapes and lists
/// of them.
#[derive(Clone, Debug)]
pub enum Setting {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any number.
    Number(f64),
    /// A text, taken as it is.
    Text(String),
    /// An expression, which is written as text.
    Expression(Expr),
    /// A list.
    List(Vec<Setting>),
    /// Keys with values.
    Table(Vec<(String, Setting)>),
}

impl Setting {
    /// An expression that is not the law `left = right` is the law that it is 0.
    pub(super) fn into_law(self) -> Setting {
        match self {
            Setting::Expression(expr) if !expr.is_condition() => {
                Setting::Expression(expr.equals(0))
            }
            Setting::List(laws) => Setting::List(laws.into_iter().map(Setting::into_law).collect()),
            other => other,
        }
    }

    /// The expressions in it, in the order of the text.
    pub(super) fn expressions<'a>(&'a self, found: &mut Vec<&'a Expr>) {
        match self {
            Setting::Expression(expr) => found.push(expr),
            Setting::List(items) => items.iter().for_each(|item| item.expressions(found)),
            Setting::Table(entries) => {
                entries.iter().for_each(|(_, item)| item.expressions(found));
            }
            _ => {}
        }
    }
}

macro_rules! from {
    ($($type:ty: $value:ident => $setting:expr;)*) => {
        $(impl From<$type> for Setting {
            fn from($value: $type) -> Setting {
                $setting
            }
        })*
    };
}
from! {
    bool: x => Setting::Boolean(x);
    i32: x => Setting::Integer(x.into());
    i64: x => Setting::Integer(x);
    u32: x => Setting::Integer(x.into());
    usize: x => (x as u64).into();
    u64: x => i64::try_from(x).map_or(Setting::Number(x as f64), Setting::Integer);
    f64: x => Setting::Number(x);
    &str: x => Setting::Text(x.to_owned());
    String: x => Setting::Text(x);
    &String: x => Setting::Text(x.clone());
    Expr: x => Setting::Expression(x);
    &Expr: x => Setting::Expression(x.clone());
}

impl<T: Into<Setting>, const N: usize> From<[T; N]> for Setting {
    fn from(items: [T; N]) -> Setting {
        Setting::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Setting>> From<Vec<T>> for Setting {
    fn from(items: Vec<T>) -> Setting {
        Setting::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Setting> + Clone> From<&[T]> for Setting {
    fn from(items: &[T]) -> Setting {
        items.to_vec().into()
    }
}
