using K8sMirror.Core.Rendering;
using K8sMirror.Operator.Commands;

// Logs, too: they have text from objects and servers.
Console.SetOut(new TerminalWriter(Console.Out));
Console.SetError(new TerminalWriter(Console.Error));
return await RootCommands.InvokeAsync(args);
