using System.Runtime.InteropServices;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// Where the values of receipts of one form stand between its gaps, learned from one that was parsed strictly: others of the form differ in
/// nothing but the length of what fills the gaps, so their tapes are made from this at a fraction of the cost.
/// </summary>
internal sealed class FormLayout
{
    private readonly Place[] _places;
    private readonly int _gaps;

    private FormLayout(Place[] places, int gaps, int[] members)
    {
        _places = places;
        _gaps = gaps;
        Members = members;
    }

    /// <summary>Where on the tape the receipt's members stand.</summary>
    public int[] Members { get; }

    /// <summary>
    /// Learns it; null for a text that does not show it: one that is too long, or has a gap that is not plain, or not in a string or a number
    /// of its own, as in all forms that we write.
    /// </summary>
    public static FormLayout? TryOf(JsonTape tape, FormGaps gaps)
    {
        var text = tape.Text;
        var tokens = tape.Tokens;
        if (!gaps.ArePlain || text.Length > ushort.MaxValue)
        {
            return null;
        }

        var places = new Place[tokens.Length];
        var seen = 0;
        for (var i = 0; i < places.Length; i++)
        {
            ref readonly var token = ref tokens[i];
            var (first, second) = (gaps.CountBefore(token.Start), gaps.CountBefore(token.End));
            if (first < 0 || second < 0)
            {
                return null;
            }

            // A name is never looked at for another that is equal.
            if (token.Kind == JsonKind.String && token.End < text.Length && text[token.End] is (byte)',' or (byte)'}' or (byte)']')
            {
                seen += second - first;
            }
            else if (token.Kind == JsonKind.Number && second == first + 1 && gaps.IsNumber(first, token.Start, token.End))
            {
                seen++;
            }

            places[i] = new Place
            {
                Start = (ushort)(token.Start - gaps.Filled[first]),
                End = (ushort)(token.End - gaps.Filled[second]),
                StartGaps = (ushort)first,
                EndGaps = (ushort)second,
                Next = (ushort)token.Next,
                Kind = token.Kind,
                Form = token.Form,
            };
        }

        return seen == gaps.Count ? new FormLayout(places, gaps.Count, ReceiptMembers.Find(tape.Root)) : null;
    }

    /// <summary>True for one that has everything in the same place.</summary>
    public bool IsSameAs(FormLayout other) =>
        _gaps == other._gaps && MemoryMarshal.AsBytes<Place>(_places).SequenceEqual(MemoryMarshal.AsBytes<Place>(other._places)) && Members.AsSpan().SequenceEqual(other.Members);

    /// <summary>Makes the tape of another text of the form; false when it has to be parsed.</summary>
    public bool TryPlace(ReadOnlyMemory<byte> text, FormGaps gaps, JsonTape tape)
    {
        if (!gaps.ArePlain || gaps.Count != _gaps)
        {
            return false;
        }

        var tokens = tape.Begin(text, _places.Length);
        var filled = gaps.Filled;
        for (var i = 0; i < tokens.Length; i++)
        {
            ref readonly var place = ref _places[i];
            ref var token = ref tokens[i];
            token.Start = place.Start + filled[place.StartGaps];
            token.End = place.End + filled[place.EndGaps];
            token.Next = place.Next;
            token.Kind = place.Kind;
            token.Form = place.Form;
        }

        return true;
    }

    // Kept for each form that is in memory, so it is small. A token is behind a gap that begins before it.
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Place
    {
        public ushort Start;
        public ushort End;
        public ushort StartGaps;
        public ushort EndGaps;
        public ushort Next;
        public JsonKind Kind;
        public JsonStringForm Form;
    }
}
