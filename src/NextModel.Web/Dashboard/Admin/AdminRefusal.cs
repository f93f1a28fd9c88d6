namespace NextModel.Web.Dashboard.Admin;

/// <summary>The error envelope of the admin API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Its code, as in docs/reference/errors.md.</param>
/// <param name="Message">What was wrong with which value and what to do, in English.</param>
/// <param name="Param">The member or query parameter it is about; empty when it is about none.</param>
/// <param name="RequestId">By which the operator's log knows the call.</param>
public sealed record AdminRefusal(int Status, string Code, string Message, string Param, string RequestId)
{
    public static AdminRefusal Of(int status, AdminObject body) => new(
        status, body.Text("error", "code"), body.Text("error", "message"), body.Text("error", "param"), body.Text("request_id"));
}
