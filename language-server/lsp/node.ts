/** Entry of the bundle that editors fork. */
import { startFromArguments } from './stdio.ts';

startFromArguments();
