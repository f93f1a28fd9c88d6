using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The known members of a chunk or of a whole answer.</summary>
internal readonly ref struct AnswerParts
{
    public AnswerParts(JsonCursor root)
    {
        foreach (var member in root.Children)
        {
            switch (WireMembers.Of(member))
            {
                case WireMember.Id:
                    Id = member.Value;
                    break;
                case WireMember.Object:
                    Object = member.Value;
                    break;
                case WireMember.Created:
                    Created = member.Value;
                    break;
                case WireMember.Model:
                    Model = member.Value;
                    break;
                case WireMember.Choices:
                    Choices = member.Value;
                    break;
                case WireMember.Usage:
                    Usage = member.Value;
                    break;
                case WireMember.Error:
                    Error = member.Value;
                    break;
                case WireMember.BaseResp:
                    BaseResp = member.Value;
                    break;
                case WireMember.XGroq:
                    XGroq = member.Value;
                    break;
                case WireMember.Timings:
                    Timings = member.Value;
                    break;
                case WireMember.Private or WireMember.ServiceTier or WireMember.SystemFingerprint:
                    break;
                default:
                    HasOthers |= !member.Value.IsNullOrMissing;
                    break;
            }
        }
    }

    public JsonCursor Id { get; }

    public JsonCursor Object { get; }

    public JsonCursor Created { get; }

    public JsonCursor Model { get; }

    public JsonCursor Choices { get; }

    public JsonCursor Usage { get; }

    public JsonCursor Error { get; }

    public JsonCursor BaseResp { get; }

    public JsonCursor XGroq { get; }

    public JsonCursor Timings { get; }

    /// <summary>True when it has members we do not know, other than null.</summary>
    public bool HasOthers { get; }

    /// <summary>True when it tells an error, whatever else it has.</summary>
    public bool TellError => ErrorBody.IsSet(Error) || ErrorBody.IsSet(XGroq["error"u8]) || ErrorBody.IsFailed(BaseResp);

    /// <summary>Hands all reports of usage outside of choices to <paramref name="usage"/>.</summary>
    public void Report(ReportedUsage usage)
    {
        usage.Take(XGroq["usage"u8]);
        usage.Take(Usage);
        usage.TakeTimings(Timings);
    }
}
