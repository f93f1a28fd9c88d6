namespace NextModel.Inference;

/// <summary>A tool as its caller knows it, where chat has another name or kind for it.</summary>
/// <param name="Name">Its name, a JSON string.</param>
/// <param name="Namespace">The namespace it is in, a JSON string; empty where it is in none.</param>
/// <param name="IsCustom">True for one that takes free text, which chat sources are told as a function with one argument.</param>
public sealed record RenamedTool(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Namespace, bool IsCustom);
