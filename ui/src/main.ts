import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { keepMenuAway } from "./shared/menu";

keepMenuAway(document);
const target = document.getElementById("app");
if (target) mount(App, { target });
