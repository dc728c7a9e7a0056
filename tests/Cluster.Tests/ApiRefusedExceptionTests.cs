using System.Net;
using System.Text.Json;

namespace K8sMirror.Cluster.Tests;

public sealed class ApiRefusedExceptionTests
{
    [Theory]
    [InlineData(403, """{"kind":"Status","message":"nodes is forbidden"}""", "nodes is forbidden (403)")]
    [InlineData(401, """{"kind":"Status","message":"Unauthorized"}""", "the API server does not accept these credentials (401)")]
    [InlineData(502, "<html>Bad gateway</html>", "BadGateway (502)")]
    [InlineData(500, """{"message":""}""", "InternalServerError (500)")]
    [InlineData(500, """{"message":7}""", "InternalServerError (500)")]
    [InlineData(404, "[]", "NotFound (404)")]
    [InlineData(404, "", "NotFound (404)")]
    [InlineData(404, null, "NotFound (404)")]
    public void The_servers_words_come_first(int status, string? body, string message) =>
        Assert.Equal(message, ApiRefusedException.Of((HttpStatusCode)status, body).Message);

    [Theory]
    [InlineData("""{"code":410,"message":"too old"}""", 410, "too old (410)")]
    [InlineData("""{"message":"etcdserver: leader changed"}""", 500, "etcdserver: leader changed (500)")]
    [InlineData("{}", 500, "InternalServerError (500)")]
    public void An_error_in_a_watch_is_a_refusal(string status, int code, string message)
    {
        var refused = ApiRefusedException.OfEvent(JsonDocument.Parse(status).RootElement);

        Assert.Equal(((HttpStatusCode)code, message), (refused.Status, refused.Message));
    }

    [Theory]
    [InlineData(429, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(409, false)]
    [InlineData(500, false)]
    public void An_overloaded_server_is_known_by_its_status(int status, bool isOverload) =>
        Assert.Equal(isOverload, ApiRefusedException.Of((HttpStatusCode)status, null).IsOverload);
}
