using System.Text;
using K8sMirror.Plugin.Commands;

Console.OutputEncoding = Encoding.UTF8;
return await RootCommands.InvokeAsync(args, Console.In, Console.Out, Console.Error).ConfigureAwait(false);
