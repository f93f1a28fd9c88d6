using NextModel.Identity;

namespace NextModel.Configuration;

/// <summary>A member of a declarative file.</summary>
public sealed record DeclaredMember(string Where, string Email, AccessRole Role);
