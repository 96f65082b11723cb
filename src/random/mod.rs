//! ChaCha words to uniforms and normals; seeded streams.
