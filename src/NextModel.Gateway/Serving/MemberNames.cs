using System.Text;
using NextModel.Json;

namespace NextModel.Gateway.Serving;

/// <summary>A few names of members, asked for without a string for each.</summary>
internal sealed class MemberNames(IEnumerable<string> names)
{
    private readonly byte[][] _names = [.. names.Select(Encoding.ASCII.GetBytes)];

    /// <summary>True where the member has one of the names.</summary>
    public bool Contains(in JsonChild member)
    {
        foreach (var name in _names)
        {
            if (member.NameEquals(name))
            {
                return true;
            }
        }

        return false;
    }
}
