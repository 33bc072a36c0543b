import { createRoot } from 'react-dom/client';
import { PageContext } from '../features/workspace/context';
import { Workspace } from '../features/workspace/workspace';
import { browserNotice, Notifications } from '../notify';
import { browserEnvironment, SyncClient } from '../sync';
import { ThemeChoice } from '../ui/theme';
import { App } from './App';
import { Fallback } from './Fallback';

const client = new SyncClient(browserEnvironment());
const wide = window.matchMedia('(min-width: 900px)').matches;
const workspace = new Workspace(new ThemeChoice(document.documentElement), wide);
const notifications = new Notifications(client, browserNotice());
const notePause = (): void => void (client.drafts.pauseMs = Number(workspace.draftPause.get()));
workspace.draftPause.subscribe(notePause);
notePause();
client.start();
notifications.start();
notifications.onOpen((chat) => workspace.open(chat));

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <PageContext.Provider value={{ client, workspace, notifications }}>
      <Fallback>
        <App />
      </Fallback>
    </PageContext.Provider>,
  );
}
