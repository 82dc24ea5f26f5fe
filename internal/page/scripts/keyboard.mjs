import { keyboard } from './stage/hands.mjs'
import { play } from './stage/play.mjs'
import { story } from './stage/story.mjs'

play(() => story(keyboard))
