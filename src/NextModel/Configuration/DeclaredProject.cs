namespace NextModel.Configuration;

/// <summary>A project of a declarative file.</summary>
public sealed record DeclaredProject(string Where, string Name, DeclaredCache Cache, IReadOnlyList<DeclaredKey> Keys);
