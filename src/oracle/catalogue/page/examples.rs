//! The games and settings on which the pages tell mistakes apart.

use crate::game::Game;
use crate::oracle::Problem;
use crate::oracle::read::{self, Fields};
use crate::spec::Method;
use nalgebra::DVector;

const TEXT: &str = include_str!("examples.json");

/// A game with its text and a start.
pub(super) struct Place {
    pub text: &'static str,
    pub game: Box<dyn Game<f64>>,
    pub p0_text: &'static str,
    pub p0: DVector<f64>,
}

/// A method with its text.
pub(super) struct Setting {
    pub text: &'static str,
    pub method: Method<f64>,
}

/// The fixed list, simplest games first.
pub(super) struct Examples {
    pub places: Vec<Place>,
    pub settings: Vec<Setting>,
}

impl Examples {
    /// Read from the text beside this file.
    pub fn read() -> Result<Self, Problem> {
        let mut fields = Fields::parse(TEXT)?;
        let places = fields.required("games")?.objects()?.into_iter().map(place);
        let places = places.collect::<Result<_, _>>()?;
        let settings = fields.required("methods")?.objects()?.into_iter();
        let settings = settings.map(setting).collect::<Result<_, _>>()?;
        fields.done()?;
        Ok(Self { places, settings })
    }
}

fn place(mut fields: Fields<'static>) -> Result<Place, Problem> {
    let (text, game) = {
        let item = fields.required("game")?;
        (item.json(), read::game(&mut item.object()?)?)
    };
    let p0 = fields.required("p0")?;
    Ok(Place {
        text,
        game,
        p0_text: p0.json(),
        p0: p0.vector()?,
    })
}

fn setting(mut fields: Fields<'static>) -> Result<Setting, Problem> {
    let item = fields.required("method")?;
    Ok(Setting {
        text: item.json(),
        method: read::method(&mut item.object()?)?,
    })
}
