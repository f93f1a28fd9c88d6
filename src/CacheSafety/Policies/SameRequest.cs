using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>Whether two requests are one to NextModel's own room: the same scope and the same canonical body.</summary>
internal static class SameRequest
{
    public static bool Is(CaseRequest one, CaseRequest other)
    {
        using var x = RoomRequest.Of(one, one.Body);
        using var y = RoomRequest.Of(other, other.Body);
        return x.Identity is { } left && y.Identity is { } right
            && left.Scope.AsSpan().SequenceEqual(right.Scope) && left.Body.SequenceEqual(right.Body);
    }
}
