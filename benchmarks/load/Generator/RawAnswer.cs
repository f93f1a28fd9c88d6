namespace NextModel.Load.Generator;

/// <summary>What the generator looks at in an answer.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Replayed">Whether it says that it is a replay.</param>
internal readonly record struct RawAnswer(int Status, bool Replayed);
