using Microsoft.AspNetCore.Http;

namespace K8sMirror.Serving;

/// <summary>Requests and their answers in plain text.</summary>
internal static class Page
{
    /// <summary>Path of the page, without a slash at its end.</summary>
    public static string? Name(this HttpContext context) => context.Request.Path.Value?.TrimEnd('/');

    /// <summary>The answer of a probe, or null if the page is not a probe.</summary>
    public static ProbeAnswer? Probe(this HttpContext context, Func<ProbeAnswer> health, Func<ProbeAnswer> readiness) => context.Name() switch
    {
        "/healthz" => health(),
        "/readyz" => readiness(),
        _ => null,
    };

    /// <summary>Answers a probe.</summary>
    public static Task WriteAsync(this HttpContext context, ProbeAnswer answer) =>
        context.WriteAsync(answer.IsGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, answer.Text);

    /// <summary>Answers with a text.</summary>
    public static Task WriteAsync(this HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text + "\n");
    }
}
